using System.Globalization;
using System.Text.Json;
using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Tensors;

namespace LlamaNas.Training;

/// <summary>
/// What a killed run goes on from: weights, optimizer state and step, in <c>checkpoint/step-NNNNNN</c>. A folder has its name only when it is
/// complete; the newest one counts, older ones are removed.
/// </summary>
internal sealed class TrainingCheckpoint(string outputFolder, string settings)
{
    private readonly string _folder = Path.Combine(outputFolder, "checkpoint");

    /// <summary>Writes a checkpoint and removes those before it.</summary>
    public void Save(int step, SuperNetwork network, AdamW optimizer)
    {
        var folder = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"step-{step:D6}"));
        var partial = folder + ".partial";
        try
        {
            if (Directory.Exists(partial))
                Directory.Delete(partial, recursive: true);
            Directory.CreateDirectory(partial);
            TensorFile.Write(Path.Combine(partial, "weights.safetensors"), network.Parameters);
            TensorFile.Write(Path.Combine(partial, "first-moments.safetensors"), optimizer.FirstMoments);
            TensorFile.Write(Path.Combine(partial, "second-moments.safetensors"), optimizer.SecondMoments);
            File.WriteAllText(Path.Combine(partial, "state.json"), JsonSerializer.Serialize(new State(step, settings, optimizer.Updates)));
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            Directory.Move(partial, folder);
            foreach (var older in Directory.GetDirectories(_folder).Where(path => path != folder))
                Directory.Delete(older, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LlamaNasException($"{folder}: the checkpoint cannot be written ({exception.Message}). Free some disk space; the run goes on from the last one.", exception);
        }
    }

    /// <summary>Restores the newest checkpoint.</summary>
    /// <returns>Steps done; 0 where there is no checkpoint.</returns>
    /// <exception cref="LlamaNasException">The checkpoint belongs to other settings, or is damaged.</exception>
    public int Restore(SuperNetwork network, AdamW optimizer)
    {
        if (Newest() is not { } folder)
            return 0;

        var state = ReadState(folder);
        if (state.Settings != settings)
            throw new LlamaNasException($"{folder}: a checkpoint of other settings. Use the settings of that run, another output folder, or remove {_folder}.");

        TensorFile.ReadInto(Path.Combine(folder, "weights.safetensors"), network.Parameters);
        TensorFile.ReadInto(Path.Combine(folder, "first-moments.safetensors"), optimizer.FirstMoments);
        TensorFile.ReadInto(Path.Combine(folder, "second-moments.safetensors"), optimizer.SecondMoments);
        foreach (var (name, updates) in state.Updates)
            optimizer.Updates[name] = updates;
        return state.Step;
    }

    /// <summary>Removes all checkpoints: the run is complete.</summary>
    public void Remove()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private string? Newest() => Directory.Exists(_folder)
        ? Directory.GetDirectories(_folder, "step-*").Where(path => !path.EndsWith(".partial", StringComparison.Ordinal)).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    private static State ReadState(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<State>(File.ReadAllText(Path.Combine(folder, "state.json"))) ?? throw new JsonException("empty");
        }
        catch (Exception exception) when (exception is JsonException or IOException)
        {
            throw new CheckpointException($"{folder}: damaged ({exception.Message}). Remove it to start anew.", exception);
        }
    }

    private sealed record State(int Step, string Settings, Dictionary<string, int> Updates);
}
