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

    public void Add(int step, double loss, bool isFull, double learningRate, double gradientNorm, SubNetwork subNetwork) =>
        File.AppendAllText(_path, JsonSerializer.Serialize(new
        {
            step,
            loss,
            network = isFull ? "full" : SubNetworkJson.Print(subNetwork),
            learning_rate = learningRate,
            gradient_norm = gradientNorm,
        }) + "\n");
}
