using LlamaNas.Baselines;
using LlamaNas.Evaluation;

namespace LlamaNas.Pipelines;

/// <summary>A comparison of pruning baselines with the fronts of finished searches.</summary>
public sealed record ComparisonSettings
{
    /// <summary>Folder of the model that the baselines prune: the super-network's parent, not fine-tuned.</summary>
    public required string Model { get; init; }

    /// <summary>Names of baselines, or all.</summary>
    public required EquatableArray<string> Baselines { get; init; }

    /// <summary>Tasks: multiple choice or perplexity.</summary>
    public required EquatableArray<string> Tasks { get; init; }

    /// <summary>Folder of the tasks' data.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Shares of the parameters that go, in percent, ascending. Default 10, 20, 25, 33.</summary>
    public EquatableArray<double> Reductions { get; init; } = [10, 20, 25, 33];

    /// <summary>Run stores whose fronts are compared.</summary>
    public EquatableArray<string> Runs { get; init; }

    /// <summary>Tokens that each pruned network is trained on after it was scored; 0 for none.</summary>
    public int FineTuneTokens { get; init; }

    /// <summary>Share of that training's loss that is the divergence from the model before pruning, 0 to 1. Default 0.</summary>
    public double FineTuneDistillation { get; init; }

    /// <summary>Alpaca-format file for that training.</summary>
    public string FineTuneData { get; init; } = "";

    /// <summary>Methods that are trained; empty for all.</summary>
    public EquatableArray<string> Tuned { get; init; }

    /// <summary>How far a network's share of removed parameters may lie from <see cref="TunedReductions"/>: methods that remove blocks go beyond what was asked.</summary>
    public const double TunedReductionTolerance = 0.04;

    /// <summary>Shares, in percent, at which they are trained, give or take four points; empty for all.</summary>
    public EquatableArray<double> TunedReductions { get; init; }

    /// <summary>Most documents of each task's test half. Default 200.</summary>
    public int Limit { get; init; } = 200;

    /// <summary>Chunks of 512 tokens of each perplexity task. Default 20.</summary>
    public int Chunks { get; init; } = 20;

    /// <summary>Calibration text: plain text, or JSON lines with a "text" each.</summary>
    public required string Calibration { get; init; }

    /// <summary>Calibration sequences. Default 16.</summary>
    public int CalibrationSequences { get; init; } = 16;

    /// <summary>Tokens of each. Default 128.</summary>
    public int CalibrationLength { get; init; } = 128;

    /// <summary>Seed of calibration text, random networks and training. Default 42.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Where finished rows are kept (JSON lines); the same command goes on from them.</summary>
    public required string Rows { get; init; }

    /// <summary>Refuses settings that say nothing, or what no data are there for.</summary>
    /// <exception cref="UsageException">A name is unknown, a file is missing, or an option has no effect.</exception>
    internal void Validate()
    {
        BaselineCatalog.Find(Baselines);
        TrainedMethods.Check(Tuned);
        if (CalibrationSequences < 1)
            throw new UsageException($"--calibration-sequences: {CalibrationSequences} pieces of text calibrate nothing. Give a number above 0.");
        if (Tasks.FirstOrDefault(task => TaskCatalog.Find(task) is GenerationTask) is { } writing)
            throw new UsageException($"--tasks: {writing} has networks write text, which is not compared. Give tasks of multiple choice or perplexity; 'llama-nas evaluate' scores {writing}.");
        if (FineTuneTokens < 0)
            throw new UsageException($"--fine-tune-tokens: {FineTuneTokens} tokens cannot be trained on. Give a number above 0, or leave it out.");
        if (FineTuneTokens == 0 && (Tuned.Count > 0 || TunedReductions.Count > 0 || FineTuneDistillation > 0))
            throw new UsageException("--fine-tune, --fine-tune-at and --fine-tune-distillation have no effect without --fine-tune-tokens. Give it, for instance 32768, or leave them out.");
        if (FineTuneTokens > 0 && !File.Exists(FineTuneData))
            throw new UsageException($"--fine-tune-data: {FineTuneData}: no such file. Give an Alpaca-format file (JSON or JSONL), or leave --fine-tune-tokens out.");
        RecoveryTraining.Options(this).Validate();
    }
}
