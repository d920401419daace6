using System.Text.Json;

namespace LlamaNas.Runs;

/// <summary>What decides a run's results, by name: a store is only ever continued with equal settings.</summary>
/// <param name="Values">Names and values, in the order of their first mention.</param>
public sealed record RunSettings(EquatableArray<KeyValuePair<string, string>> Values)
{
    // A budget may grow: more evaluations continue the same sequence.
    private static readonly string[] MayChange = ["budget", "model", "data"];

    /// <summary>A setting's value; null where it is not set.</summary>
    public string? this[string name] => Values.Where(pair => pair.Key == name).Select(pair => pair.Value).FirstOrDefault();

    /// <summary>The JSON text.</summary>
    public string ToJson() => JsonSerializer.Serialize(Values.ToDictionary(pair => pair.Key, pair => pair.Value));

    /// <summary>Reads the JSON text.</summary>
    /// <exception cref="RunStoreException">The text is damaged.</exception>
    public static RunSettings FromJson(string json)
    {
        try
        {
            return new([.. JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? []]);
        }
        catch (JsonException exception)
        {
            throw new RunStoreException($"the run store's settings are damaged ({exception.Message}). Use another --run file.", exception);
        }
    }

    /// <summary>The first setting that differs and matters; null where the runs are the same.</summary>
    public (string Name, string? Own, string? Other)? FirstDifference(RunSettings other)
    {
        foreach (var name in Values.Concat(other.Values).Select(pair => pair.Key).Distinct(StringComparer.Ordinal).Except(MayChange))
        {
            if (this[name] != other[name])
                return (name, this[name], other[name]);
        }

        return null;
    }
}
