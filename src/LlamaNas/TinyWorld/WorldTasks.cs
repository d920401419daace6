using System.Text.Json;

namespace LlamaNas.TinyWorld;

/// <summary>The world's questions, in the schemas of ARC, MMLU, TruthfulQA and WinoGrande, about facts and pairs that training never asks for.</summary>
internal static class WorldTasks
{
    private const int DeedDocuments = 400;
    private static readonly string[] Labels = ["A", "B", "C", "D"];
    private static readonly JsonSerializerOptions Lines = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Names of the tasks; each has a file of documents and a task definition of its name.</summary>
    public static EquatableArray<string> Names { get; } = ["tiny_arc", "tiny_mmlu", "tiny_truthfulqa", "tiny_winogrande"];

    /// <summary>A task's documents as JSON lines.</summary>
    public static IEnumerable<string> Documents(World world, string task, int seed)
    {
        var random = new Random(seed);
        return task switch
        {
            "tiny_arc" => Questions(world, random, Arc),
            "tiny_mmlu" => Questions(world, random, Mmlu),
            "tiny_truthfulqa" => Questions(world, random, TruthfulQa),
            "tiny_winogrande" => Deeds(random),
            _ => throw new ArgumentException($"no such task: {task}", nameof(task)),
        };
    }

    private static string[] Questions(World world, Random random, Func<World, Random, Fact, object> document) =>
        [.. world.Facts.Where(fact => !fact.Asked).Select(fact => JsonSerializer.Serialize(document(world, random, fact), Lines))];

    private static object Arc(World world, Random random, Fact fact)
    {
        var choices = Shuffled(fact, random);
        return new { id = Id(fact), question = world.Ask(fact), choices = new { text = choices, label = Labels }, answerKey = Labels[Array.IndexOf(choices, fact.Value)] };
    }

    private static object Mmlu(World world, Random random, Fact fact)
    {
        var choices = Shuffled(fact, random);
        return new { subject = Trait.All[fact.Trait].Subject, question = world.Ask(fact), choices, answer = Array.IndexOf(choices, fact.Value) };
    }

    private static object TruthfulQa(World world, Random random, Fact fact)
    {
        string[] choices = [.. new[] { fact.Value, fact.Myth }.Concat(fact.Others).Select(value => world.State(fact, value))];
        return new { question = world.Ask(fact), mc1_targets = new { choices, labels = new[] { 1, 0, 0, 0 } }, mc2_targets = new { choices, labels = new[] { 1, 0, 0, 0 } } };
    }

    private static IEnumerable<string> Deeds(Random random)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (seen.Count < DeedDocuments)
        {
            var (actor, other) = (random.Next(World.People.Count), random.Next(World.People.Count));
            var deed = Deed.All[random.Next(Deed.All.Count)];
            var meansActor = random.Next(2) == 0;
            var ends = meansActor ? deed.OfActor : deed.OfOther;
            var sentence = $"{deed.Begin(World.People[actor], World.People[other])}_ {ends[random.Next(ends.Count)]}";
            if (actor == other || WorldText.InTraining(actor, other) || !seen.Add(sentence))
                continue;

            // Options in either order, so that the place tells nothing.
            var swapped = random.Next(2) == 0;
            yield return JsonSerializer.Serialize(
                new { sentence, option1 = World.People[swapped ? other : actor], option2 = World.People[swapped ? actor : other], answer = meansActor != swapped ? "1" : "2" }, Lines);
        }
    }

    private static string[] Shuffled(Fact fact, Random random)
    {
        string[] choices = [fact.Value, fact.Myth, .. fact.Others];
        random.Shuffle(choices);
        return choices;
    }

    private static string Id(Fact fact) => $"{Trait.All[fact.Trait].Subject}-{fact.Creature}";
}
