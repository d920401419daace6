using System.CommandLine;
using LlamaNas.Pipelines;
using LlamaNas.Training;

namespace LlamaNas.Cli.Commands;

/// <summary>The options of <c>finetune</c> that say how sub-networks are drawn and learn, and what is kept in memory.</summary>
internal sealed class StrategyOptions(FineTuningOptions defaults)
{
    private readonly Option<int> _random = new("--random-per-step")
    {
        Description = "Random sub-networks in each step of a sandwich.",
        DefaultValueFactory = _ => defaults.RandomPerStep,
    };

    private readonly Option<SubNetworkSampling> _sampling = new("--sampling")
    {
        Description = "Uniform, or SizeSpread (sizes over the whole range, as on a front).",
        DefaultValueFactory = _ => defaults.Sampling,
    };

    private readonly Option<string[]> _networks = new("--networks")
    {
        Description = "Known networks that random ones are drawn from, instead of the whole space: run stores (FILE.db), or JSON lines of architectures or of compare's rows.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _teacher = new("--teacher")
    {
        Description = "Model folder that every trained network learns from, such as the parent. Default: sub-networks learn from the full network of the step.",
    };

    private readonly Option<double> _weight = new("--distillation-weight")
    {
        Description = "Share of a network's loss that is its divergence from its teacher, 0 to 1.",
        DefaultValueFactory = _ => defaults.DistillationWeight,
    };

    private readonly Option<double> _temperature = new("--distillation-temperature")
    {
        Description = "Temperature of the distillation.",
        DefaultValueFactory = _ => defaults.DistillationTemperature,
    };

    private readonly Option<int> _rank = new("--lora-rank")
    {
        Description = "Train adapters of this rank only, merged at the end; 0 trains all weights.",
        DefaultValueFactory = _ => defaults.LoraRank,
    };

    private readonly Option<double> _alpha = new("--lora-alpha")
    {
        Description = "The adapters' strength: they count alpha / rank times.",
        DefaultValueFactory = _ => defaults.LoraAlpha,
    };

    private readonly Option<ActivationMemory> _activations = new("--activations")
    {
        Description = "Keep, or Recompute (less memory, more time).",
        DefaultValueFactory = _ => defaults.Activations,
    };

    /// <summary>Makes a command take the options.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_random, _sampling, _networks, _teacher, _weight, _temperature, _rank, _alpha, _activations])
            command.Options.Add(option);
    }

    /// <summary>Known networks and teacher.</summary>
    public FineTuneGuides Guides(ParseResult result) => new() { Networks = [.. CommonOptions.Split(result.GetValue(_networks))], Teacher = result.GetValue(_teacher) };

    /// <summary>The defaults with what was given.</summary>
    public FineTuningOptions Read(ParseResult result) => defaults with
    {
        RandomPerStep = result.GetValue(_random),
        Sampling = result.GetValue(_sampling),
        DistillationWeight = result.GetValue(_weight),
        DistillationTemperature = result.GetValue(_temperature),
        LoraRank = result.GetValue(_rank),
        LoraAlpha = result.GetValue(_alpha),
        Activations = result.GetValue(_activations),
    };
}
