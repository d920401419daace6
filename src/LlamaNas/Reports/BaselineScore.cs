using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlamaNas.Reports;

/// <summary>A network of another method, scored by the same evaluator on the test split; <c>compare --output FILE.json</c> writes a list of these.</summary>
/// <param name="Method">Name of the method, e.g. <c>shortgpt</c>.</param>
/// <param name="Parameters">Parameters that are not zero by construction.</param>
/// <param name="Accuracy">Accuracy by task.</param>
/// <param name="Tuned">Whether the network was fine-tuned after it was made.</param>
/// <param name="Bytes">Bytes as stored, zeros and their places included; null where the file does not say.</param>
public sealed record BaselineScore(
    [property: JsonPropertyName("method"), JsonRequired] string Method,
    [property: JsonPropertyName("parameters"), JsonRequired] long Parameters,
    [property: JsonPropertyName("accuracy"), JsonRequired] IReadOnlyDictionary<string, BaselineAccuracy> Accuracy,
    [property: JsonPropertyName("tuned")] bool Tuned,
    [property: JsonPropertyName("bytes")] long? Bytes = null)
{
    private const string Example = """[{"method":"shortgpt","parameters":101000000,"accuracy":{"arc_easy":{"acc":0.41,"stderr":0.01}},"tuned":false,"bytes":202000000}]""";

    /// <summary>Reads a file of baselines; what a comparison says of the full network and of our own searches is left out, for the runs show these themselves.</summary>
    /// <exception cref="UsageException">There is no such file, or it is no list of baselines.</exception>
    public static EquatableArray<BaselineScore> Load(string path)
    {
        try
        {
            return [.. (JsonSerializer.Deserialize<BaselineScore?[]>(File.ReadAllBytes(path)) ?? []).Select(Checked).Where(score => MethodName.IsOther(score.Method))];
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

    private static BaselineScore Checked(BaselineScore? score) => score is { Method: not null, Accuracy: not null } && score.Accuracy.Values.All(accuracy => accuracy is not null)
        ? score
        : throw new JsonException("a network, its method or its accuracy is null");
}

/// <summary>A baseline's accuracy on one task.</summary>
/// <param name="Value">Share, 0 to 1.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Documents">Documents of the test half that it was scored on; null where the file does not say.</param>
public sealed record BaselineAccuracy(
    [property: JsonPropertyName("acc"), JsonRequired] double Value, [property: JsonPropertyName("stderr")] double StandardError, [property: JsonPropertyName("documents")] int? Documents = null);
