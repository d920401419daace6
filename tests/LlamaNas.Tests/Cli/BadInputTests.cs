using LlamaNas.Sandbox;
using LlamaNas.Tests.Checkpoints;

namespace LlamaNas.Tests.Cli;

/// <summary>Each mistake gives one line on stderr that says what, where and how to fix it, and a non-zero exit code.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("serch", 2, "serch")]
    [InlineData("inspect", 2, "--model")]
    [InlineData("evaluate --model nowhere --tasks arc_easi --data .", 2, "did you mean 'arc_easy'")]
    [InlineData("evaluate --model nowhere --tasks arc_easy --data .", 1, "no such folder")]
    [InlineData("evaluate --model nowhere --tasks arc_easy --data . --precision fp8", 2, "Unknown precision 'fp8'")]
    [InlineData("download --output out", 2, "Give --model, or --dataset, or --tasks")]
    [InlineData("download --model a/b --tasks piqa --output out", 2, "one of them")]
    [InlineData("download --model a/b/c --output out", 2, "Give OWNER/NAME")]
    [InlineData("download --dataset a/b --tasks piqa --output out", 2, "not both")]
    [InlineData("evaluate --model nowhere --tasks arc_easy --data . --bos add", 2, "Use default, always or never")]
    [InlineData("evaluate --model nowhere --tasks wikitext_tokens --data . --chunk-length 1", 2, "--chunk-length must be at least 2")]
    [InlineData("evaluate --model nowhere --tasks arc_easy --data . --precision int8 --compare int8", 2, "compared with itself")]
    [InlineData("search --model nowhere --tasks wikitext --data . --run x.db", 2, "has no choices")]
    [InlineData("inspect --model nowhere", 1, "no such folder")]
    [InlineData("run nowhere.yaml", 2, "no such file")]
    [InlineData("front --run nowhere.db", 2, "no such file")]
    [InlineData("report --run nowhere.db", 2, "no such file")]
    [InlineData("serve --run nowhere.db", 2, "no such file")]
    [InlineData("serve --run nowhere.db --port 70000", 2, "ports reach from 0 to 65535")]
    [InlineData("extract --model nowhere --output out", 2, "Give --run")]
    [InlineData("export --model nowhere --format gguf --output out.gguf", 1, "no such folder")]
    [InlineData("export --model nowhere --format onnx --output out", 2, "Use gguf or huggingface")]
    [InlineData("export --model nowhere --format gguf --precision int4 --output out", 2, "Unknown precision 'int4'")]
    [InlineData("export --model nowhere --format huggingface --precision q8_0 --output out", 2, "only gguf files hold it")]
    [InlineData("benchmark --model nowhere", 1, "no such folder")]
    [InlineData("benchmark --model nowhere --engine vllm", 2, "Use own or llama.cpp")]
    [InlineData("benchmark --model nowhere --rounds 0", 2, "0 rounds")]
    [InlineData("benchmark --model nowhere --requests 0", 2, "0 requests")]
    [InlineData("benchmark --model nowhere --precision float32,int8", 2, "Benchmark it alone")]
    [InlineData("benchmark --model src/LlamaNas.Cli/Quickstart/model --run nowhere.db", 2, "no such file")]
    [InlineData("benchmark --model src/LlamaNas.Cli/Quickstart/model --prompt-tokens 100000", 2, "positions")]
    [InlineData("generate --model nowhere --prompt hello", 1, "no such folder")]
    [InlineData("generate --model nowhere --prompt hello --max-tokens 0", 2, "at most 0 tokens")]
    [InlineData("generate --model nowhere --prompt hello --temperature -1", 2, "temperature -1")]
    [InlineData("generate --model nowhere --prompt hello --raw --system brief", 2, "needs the chat template")]
    [InlineData("generate --model src/LlamaNas.Cli/Quickstart/model --prompt hello", 1, "no chat template")]
    [InlineData("search --model nowhere --tasks arc_easy --data . --run x.db --objectives accuracy,speed", 1, "no such folder")]
    [InlineData("finetune --model nowhere --data nowhere.jsonl --output out --steps 0", 2, "steps")]
    public async Task Wrong_usage_is_explained(string arguments, int exitCode, string reason)
    {
        var result = await LlamaNasProcess.RunAsync(arguments.Split(' '));

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(reason, result.StandardError, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_one_line()
    {
        TinyCheckpoint.Write(_folder);
        File.WriteAllBytes(_folder["model.safetensors"], File.ReadAllBytes(_folder["model.safetensors"])[..^10]);

        var result = await LlamaNasProcess.RunAsync("inspect", "--model", _folder.Path);

        Assert.Equal(1, result.ExitCode);
        Assert.Single(result.StandardError.TrimEnd().Split('\n'));
        Assert.StartsWith($"llama-nas: {_folder["model.safetensors"]}: ", result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_parquet_file_is_one_line()
    {
        _folder.Write("piqa.parquet", "PAR1 and then nothing of the kind"u8.ToArray());

        var result = await LlamaNasProcess.RunAsync("evaluate", "--model", "src/LlamaNas.Cli/Quickstart/model", "--tasks", "piqa", "--data", _folder.Path);

        Assert.Equal(1, result.ExitCode);
        Assert.Single(result.StandardError.TrimEnd().Split('\n'));
        Assert.StartsWith($"llama-nas: {_folder["piqa.parquet"]}: truncated", result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_are_refused_before_anything_else_where_there_is_no_Python()
    {
        var result = await LlamaNasProcess.RunWithPathAsync(_folder.Path, "evaluate", "--model", "nowhere", "--tasks", "humaneval", "--data", ".");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            "llama-nas: There is no python3 on the PATH. This task runs Python programs: install it (Debian: apt install python3).", result.StandardError.TrimEnd());
    }

    [Fact]
    public async Task Programs_are_refused_before_anything_else_where_no_sandbox_works()
    {
        File.CreateSymbolicLink(_folder["python3"], PythonInterpreter.Find().Executable);

        var result = await LlamaNasProcess.RunWithPathAsync(_folder.Path, "evaluate", "--model", "nowhere", "--tasks", "mbpp", "--data", ".");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("llama-nas: Programs that a model wrote run only in a sandbox, and none works here (bwrap: ", result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_llama_cpp_needs_is_said_where_there_is_no_Node()
    {
        var dotnet = Path.GetDirectoryName(Environment.ProcessPath)!;
        File.CreateSymbolicLink(_folder["dotnet"], Path.Combine(dotnet, "dotnet"));

        var result = await LlamaNasProcess.RunWithPathAsync(_folder.Path, "benchmark", "--model", "src/LlamaNas.Cli/Quickstart/model", "--engine", "llama.cpp");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("llama-nas: llama.cpp is run through node-llama-cpp: it needs Node.js", result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_raw_text_is_continued_the_same_way_for_the_same_seed()
    {
        string[] arguments = ["generate", "--model", "src/LlamaNas.Cli/Quickstart/model", "--raw", "--prompt", "Question:", "--max-tokens", "12", "--temperature", "1", "--seed", "3"];

        var (first, second) = (await LlamaNasProcess.RunAsync(arguments), await LlamaNasProcess.RunAsync(arguments));

        Assert.Equal(0, first.ExitCode);
        Assert.NotEqual("", first.StandardOutput.Trim());
        Assert.Equal(first.StandardOutput, second.StandardOutput);
        Assert.Contains("tokens in", first.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verbose_adds_the_stack_trace()
    {
        var result = await LlamaNasProcess.RunAsync("inspect", "--model", "nowhere", "--verbose");

        Assert.Contains("   at ", result.StandardError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("quickstart")]
    [InlineData("download")]
    [InlineData("inspect")]
    [InlineData("evaluate")]
    [InlineData("finetune")]
    [InlineData("search")]
    [InlineData("front")]
    [InlineData("quantize")]
    [InlineData("extract")]
    [InlineData("export")]
    [InlineData("benchmark")]
    [InlineData("generate")]
    [InlineData("report")]
    [InlineData("serve")]
    [InlineData("run")]
    public async Task Every_verb_shows_an_example(string verb)
    {
        var result = await LlamaNasProcess.RunAsync(verb, "--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"Example: llama-nas {verb}", result.StandardOutput, StringComparison.Ordinal);
    }
}
