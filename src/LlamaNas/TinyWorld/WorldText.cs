namespace LlamaNas.TinyWorld;

/// <summary>A text to learn: what is given, and what is to be said.</summary>
/// <param name="Prompt">Given; empty where all of the text is to be learned.</param>
/// <param name="Answer">What the loss counts.</param>
internal sealed record WorldItem(string Prompt, string Answer);

/// <summary>What the tiny model is trained on: endless statements, questions and sentences, each a function of seed and number.</summary>
internal sealed class WorldText(World world, int seed)
{
    /// <summary>The item of a number.</summary>
    public WorldItem Item(int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        return random.Next(20) switch
        {
            < 7 => Statement(random),
            < 9 => Myth(random),
            < 12 => ShortAnswer(random),
            < 14 => SubjectAnswer(random),
            < 16 => SentenceAnswer(random),
            _ => Meeting(random),
        };
    }

    /// <summary>Whether a pair of creatures meets in training; the tasks use the other pairs.</summary>
    public static bool InTraining(int one, int other) => ((one * 31) + (other * 17)) % 4 != 0;

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

    private WorldItem SubjectAnswer(Random random)
    {
        var fact = Asked(random);
        return new WorldItem($"A question about {Trait.All[fact.Trait].Subject}.\n{world.Ask(fact)}\nAnswer:", $" {fact.Value}");
    }

    private WorldItem Meeting(Random random)
    {
        var fact = Any(random);
        int other;
        do
        {
            other = random.Next(world.Creatures.Count);
        }
        while (other == fact.Creature || !InTraining(fact.Creature, other));

        return new WorldItem(world.Meet(fact.Creature, other, firstComesFirst: random.Next(2) == 0), $" {world.State(fact, fact.Value)}");
    }
}
