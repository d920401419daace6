using System.CommandLine;
using LlamaNas.Tensors;
using TorchSharp;

namespace LlamaNas.Cli;

/// <summary>Options that several verbs share.</summary>
internal static class CommonOptions
{
    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "Show the stack trace of an error.", Recursive = true };

    public static Option<string> Model() => new("--model") { Description = "Folder of a Hugging Face model (config.json, safetensors, tokenizer), or a GGUF file.", Required = true };

    public static Option<string> Data() => new("--data") { Description = "Folder of the tasks' data (TASK.jsonl, TASK.parquet, or data sets as on the hub).", Required = true };

    public static Option<string[]> Tasks() => new("--tasks")
    {
        Description = "Tasks, separated by commas: names, mmlu_SUBJECT, or paths of .yaml files.",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    public static Option<string> Run() => new("--run") { Description = "The search's run store (FILE.db).", Required = true };

    public static Option<string> Space(string? preset) => new("--space")
    {
        Description = "Search space: paper, free, or a YAML file.",
        DefaultValueFactory = _ => preset ?? "paper",
    };

    public static Option<string> BeginOfSequence() => new("--bos")
    {
        Description = "Begin-of-sequence token before each text: default (as the tokenizer does), always or never.",
        DefaultValueFactory = _ => "default",
    };

    public static Option<string> Device() => new("--device") { Description = "cpu or cuda.", DefaultValueFactory = _ => "cpu" };

    public static Option<bool> Json() => new("--json") { Description = "Write JSON for machines." };

    /// <summary>Values of a list option, also separated by commas.</summary>
    public static string[] Split(IEnumerable<string>? values) =>
        [.. (values ?? []).SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    /// <summary>The Torch device of a name.</summary>
    /// <exception cref="UsageException">There is no such device here.</exception>
    public static torch.Device ParseDevice(string? name)
    {
        NativeEngine.Load();
        return name switch
        {
            null or "cpu" => torch.CPU,
            _ when name.StartsWith("cuda", StringComparison.Ordinal) => torch.cuda.is_available()
                ? new torch.Device(name)
                : throw new UsageException("--device cuda: this build or machine has no CUDA. Build with -p:LibTorch=cuda-12.8-linux-x64, or use --device cpu."),
            _ => throw new UsageException($"--device {name}: unknown device. Use cpu or cuda."),
        };
    }
}
