using System.Text.Json;

namespace LlamaNas.TinyWorld;

/// <summary>The world's questions, in the schemas of ARC, MMLU, TruthfulQA and WinoGrande, about facts and pairs that training never asks for.</summary>
internal static class WorldTasks
{
    private const int MeetingDocuments = 400;
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
            "tiny_winogrande" => Meetings(world, random),
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

    // Two creatures that never meet in training, and a fact of only one of them that training never asks for.
    private static IEnumerable<string> Meetings(World world, Random random)
    {
        var facts = world.Facts.Where(fact => !fact.Asked).ToArray();
        var seen = new HashSet<(Fact, int)>();
        while (seen.Count < MeetingDocuments)
        {
            var fact = facts[random.Next(facts.Length)];
            var other = random.Next(world.Creatures.Count);
            var sameOfOther = world.Facts.Any(its => its.Creature == other && its.Trait == fact.Trait && its.Value == fact.Value);
            if (other == fact.Creature || WorldText.InTraining(fact.Creature, other) || sameOfOther || !seen.Add((fact, other)))
                continue;

            // Sentence and options in either order, so that the place tells nothing.
            var sentence = $"{world.Meet(fact.Creature, other, firstComesFirst: random.Next(2) == 0)} {World.StateWithBlank(fact)}";
            var swapped = random.Next(2) == 0;
            yield return JsonSerializer.Serialize(
                new { sentence, option1 = world.Creatures[swapped ? other : fact.Creature], option2 = world.Creatures[swapped ? fact.Creature : other], answer = swapped ? "2" : "1" }, Lines);
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
