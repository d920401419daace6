using System.Text.Json;
using LlamaNas.Evaluation;

namespace LlamaNas.Tests.Evaluation;

/// <summary>
/// The pool that the harness drew ARC's shots from: a copy of the training questions that lacks about 60 of the data file's 1119. Its drawn
/// questions stand at the places that Python's generator drew; were the generator or the sampling different, they would not come in the file's
/// order and without contradiction.
/// </summary>
public static class HarnessShotPool
{
    // Every size from 1055 to 1062 explains the golden's 200 draws.
    private const int Size = 1060;

    /// <summary>The questions that were drawn, by their place in the pool.</summary>
    public static SortedDictionary<int, EquatableArray<TaskDocument>> Drawn(int shots, IEnumerable<JsonElement> samples)
    {
        var training = DocumentFile.Read(SharedFolder.Find("data"), "arc_challenge_train.jsonl").ToLookup(document => document.Text("question"), StringComparer.Ordinal);
        var random = new MersenneTwister(1234);
        var drawn = new SortedDictionary<int, EquatableArray<TaskDocument>>();
        foreach (var sample in samples)
        {
            var context = sample.GetProperty("requests")[0].GetProperty("context").GetString()!;
            var questions = context.Split("\n\n").Take(shots).Select(shot => training[Question(shot)].First());
            foreach (var (place, document) in random.Sample(Size, shots).Zip(questions))
                drawn[place] = [.. drawn.GetValueOrDefault(place).Append(document).DistinctBy(question => question.Id)];
        }

        return drawn;
    }

    /// <summary>The requests of the golden's documents, with shots sampled from the pool.</summary>
    public static EquatableArray<DocumentRequests> Requests(TaskDefinition task, int shots, JsonElement[] samples)
    {
        var drawn = Drawn(shots, samples);
        var sampler = new FewShotSampler(task, [.. Enumerable.Range(0, Size).Select(place => drawn.GetValueOrDefault(place, drawn.First().Value)[0])], shots);
        return [.. DocumentFile.Read(SharedFolder.Find("data"), task.File).Take(samples.Length).Select(document => RequestBuilder.Build(task, document, sampler.Next(document)))];
    }

    private static string Question(string shot) => shot["Question: ".Length..shot.IndexOf("\nAnswer:", StringComparison.Ordinal)];
}
