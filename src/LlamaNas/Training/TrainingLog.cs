using System.Text.Json;
using LlamaNas.Spaces;

namespace LlamaNas.Training;

/// <summary>training-log.jsonl: one line a step. Lines after the step that a resumed run goes on from are dropped, so that each step appears once.</summary>
internal sealed class TrainingLog
{
    private readonly string _path;

    public TrainingLog(string folder, int stepsDone)
    {
        _path = Path.Combine(folder, "training-log.jsonl");
        var kept = File.Exists(_path) ? File.ReadLines(_path).Take(stepsDone).ToArray() : [];
        File.WriteAllLines(_path, kept);
    }

    public void Add(int step, EquatableArray<TrainedNetwork> networks, double learningRate, double gradientNorm) =>
        File.AppendAllText(_path, JsonSerializer.Serialize(new
        {
            step,
            loss = networks.Average(network => network.Loss),
            networks = networks.Select(network => new { network = network.IsFull ? "full" : SubNetworkJson.Print(network.SubNetwork), loss = network.Loss }),
            learning_rate = learningRate,
            gradient_norm = gradientNorm,
        }) + "\n");
}
