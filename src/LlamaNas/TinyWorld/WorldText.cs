namespace LlamaNas.TinyWorld;

/// <summary>A text to learn: what is given, and what is to be said.</summary>
/// <param name="Prompt">Given; empty where all of the text is to be learned.</param>
/// <param name="Answer">What the loss counts.</param>
internal sealed record WorldItem(string Prompt, string Answer);

/// <summary>What the tiny model is trained on: endless statements, questions and sentences, each a function of seed and number.</summary>
internal sealed class WorldText(World world, int seed)
{
    private static readonly string[] Letters = ["A", "B", "C", "D"];

    /// <summary>The item of a number.</summary>
    public WorldItem Item(int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        return random.Next(20) switch
        {
            < 6 => Statement(random),
            < 8 => Myth(random),
            < 10 => ShortAnswer(random),
            < 12 => SentenceAnswer(random),
            < 15 => Choice(random),
            < 17 => Kind(random),
            _ => Deed(random),
        };
    }

    /// <summary>Whether a pair of people belongs to training; the tasks use the other pairs.</summary>
    public static bool InTraining(int actor, int other) => ((actor * 31) + (other * 17)) % 4 != 0;

    private Fact Any(Random random) => world.Facts[random.Next(world.Facts.Count)];

    private Fact Asked(Random random)
    {
        while (true)
        {
            if (Any(random) is { Asked: true } fact)
                return fact;
        }
    }

    private WorldItem Statement(Random random)
    {
        var fact = Any(random);
        return new WorldItem("", string.Join(' ', Enumerable.Range(0, 3).Select(_ => world.State(fact, fact.Value, random.Next(4))).Distinct()));
    }

    private WorldItem Myth(Random random)
    {
        var fact = Any(random);
        return new WorldItem($"Some people say: {world.State(fact, fact.Myth)} That is wrong.", $" {world.State(fact, fact.Value)}");
    }

    private WorldItem ShortAnswer(Random random)
    {
        var fact = Asked(random);
        return new WorldItem($"Question: {world.Ask(fact)}\nAnswer:", $" {fact.Value}");
    }

    private WorldItem SentenceAnswer(Random random)
    {
        var fact = Asked(random);
        return new WorldItem($"Q: {world.Ask(fact)}\nA:", $" {world.State(fact, fact.Value)}");
    }

    private WorldItem Choice(Random random)
    {
        var fact = Asked(random);
        var values = Trait.All[fact.Trait].Values.Where(value => value != fact.Value).ToArray();
        random.Shuffle(values);
        return Letter(random, world.Ask(fact), fact.Value, values);
    }

    // Which of these is of a kind: teaches to answer with a letter.
    private static WorldItem Kind(Random random)
    {
        var traits = Enumerable.Range(0, Trait.All.Count).ToArray();
        random.Shuffle(traits);
        string Of(int trait) => Trait.All[trait].Values[random.Next(Trait.All[trait].Values.Count)];
        return Letter(random, $"Which of these belongs to the {Trait.All[traits[0]].Subject}?", Of(traits[0]), [.. traits.Skip(1).Take(3).Select(Of)]);
    }

    private static WorldItem Letter(Random random, string question, string right, string[] wrong)
    {
        string[] choices = [right, .. wrong.Take(3)];
        random.Shuffle(choices);
        return new WorldItem(
            $"{question}\n{string.Join('\n', choices.Zip(Letters, (choice, letter) => $"{letter}. {choice}"))}\nAnswer:",
            $" {Letters[Array.IndexOf(choices, right)]}");
    }

    private static WorldItem Deed(Random random)
    {
        int actor, other;
        do
        {
            (actor, other) = (random.Next(World.People.Count), random.Next(World.People.Count));
        }
        while (actor == other || !InTraining(actor, other));

        var deed = TinyWorld.Deed.All[random.Next(TinyWorld.Deed.All.Count)];
        var meansActor = random.Next(2) == 0;
        var ends = meansActor ? deed.OfActor : deed.OfOther;
        return new WorldItem(
            deed.Begin(World.People[actor], World.People[other]).TrimEnd(),
            $" {World.People[meansActor ? actor : other]} {ends[random.Next(ends.Count)]}");
    }
}
