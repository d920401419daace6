using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlamaNas.Reports;

/// <summary>A network of another method, scored by the same evaluator on the test split; <c>compare --json</c> writes a list of these.</summary>
/// <param name="Method">Name of the method, e.g. <c>shortgpt</c>.</param>
/// <param name="Parameters">Parameters that are not zero by construction.</param>
/// <param name="Accuracy">Accuracy by task.</param>
/// <param name="Tuned">Whether the network was fine-tuned after it was made.</param>
public sealed record BaselineScore(
    [property: JsonPropertyName("method"), JsonRequired] string Method,
    [property: JsonPropertyName("parameters"), JsonRequired] long Parameters,
    [property: JsonPropertyName("accuracy"), JsonRequired] IReadOnlyDictionary<string, BaselineAccuracy> Accuracy,
    [property: JsonPropertyName("tuned")] bool Tuned)
{
    private const string Example = """[{"method":"shortgpt","parameters":101000000,"accuracy":{"arc_easy":{"acc":0.41,"stderr":0.01}},"tuned":false}]""";

    /// <summary>Reads a file of baselines.</summary>
    /// <exception cref="UsageException">There is no such file, or it is no list of baselines.</exception>
    public static EquatableArray<BaselineScore> Load(string path)
    {
        try
        {
            return [.. JsonSerializer.Deserialize<BaselineScore[]>(File.ReadAllBytes(path)) ?? []];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: cannot read the baselines ({exception.Message.ReplaceLineEndings(" ")}). Give the file that 'llama-nas compare' wrote.", exception);
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{path}: not a list of baselines ({exception.Message.ReplaceLineEndings(" ")}). Expected a form such as {Example}.", exception);
        }
    }
}

/// <summary>A baseline's accuracy on one task.</summary>
/// <param name="Value">Share, 0 to 1.</param>
/// <param name="StandardError">Its standard error.</param>
public sealed record BaselineAccuracy(
    [property: JsonPropertyName("acc"), JsonRequired] double Value, [property: JsonPropertyName("stderr")] double StandardError);
