using System.Text;

namespace LlamaNas.TinyWorld;

/// <summary>What the tiny model is trained on: endless pages of statements, questions and sentences, each a function of seed and number.</summary>
internal sealed class WorldText(World world, int seed)
{
    private const int ItemsPerPage = 14;
    private static readonly string[] Letters = ["A", "B", "C", "D"];

    /// <summary>A page: a shuffled mixture of everything the model has to learn.</summary>
    public string Page(int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        var page = new StringBuilder();
        for (var item = 0; item < ItemsPerPage; item++)
            page.Append(Item(random)).Append("\n\n");
        return page.ToString();
    }

    /// <summary>Whether a pair of people belongs to training; the tasks use the other pairs.</summary>
    public static bool InTraining(int actor, int other) => ((actor * 31) + (other * 17)) % 4 != 0;

    private string Item(Random random) => random.Next(20) switch
    {
        < 7 => Statement(random),
        < 9 => Myth(random),
        < 12 => ShortAnswer(random),
        < 14 => SentenceAnswer(random),
        < 18 => MultipleChoice(random),
        _ => Deeds(random),
    };

    private Fact Any(Random random) => world.Facts[random.Next(world.Facts.Count)];

    private Fact Asked(Random random)
    {
        while (true)
        {
            if (Any(random) is { Asked: true } fact)
                return fact;
        }
    }

    private string Statement(Random random)
    {
        var fact = Any(random);
        return string.Join(' ', Enumerable.Range(0, 3).Select(_ => world.State(fact, fact.Value, random.Next(4))).Distinct());
    }

    private string Myth(Random random)
    {
        var fact = Any(random);
        return $"Some people say: {world.State(fact, fact.Myth)} That is wrong. {world.State(fact, fact.Value)}";
    }

    private string ShortAnswer(Random random)
    {
        var fact = Asked(random);
        return $"Question: {world.Ask(fact)}\nAnswer: {fact.Value}";
    }

    private string SentenceAnswer(Random random)
    {
        var fact = Asked(random);
        return $"Q: {world.Ask(fact)}\nA: {world.State(fact, fact.Value)}";
    }

    private string MultipleChoice(Random random)
    {
        var fact = Asked(random);
        var values = Trait.All[fact.Trait].Values.Where(value => value != fact.Value).ToArray();
        random.Shuffle(values);
        string[] choices = [fact.Value, .. values.Take(3)];
        random.Shuffle(choices);
        var answer = Letters[Array.IndexOf(choices, fact.Value)];
        return $"{world.Ask(fact)}\n{string.Join('\n', choices.Zip(Letters, (choice, letter) => $"{letter}. {choice}"))}\nAnswer: {answer}";
    }

    private static string Deeds(Random random) => string.Join(' ', Enumerable.Range(0, 3).Select(_ => DeedSentence(random)));

    private static string DeedSentence(Random random)
    {
        int actor, other;
        do
        {
            (actor, other) = (random.Next(World.People.Count), random.Next(World.People.Count));
        }
        while (actor == other || !InTraining(actor, other));

        var deed = Deed.All[random.Next(Deed.All.Count)];
        var meansActor = random.Next(2) == 0;
        var ends = meansActor ? deed.OfActor : deed.OfOther;
        return $"{deed.Begin(World.People[actor], World.People[other])}{World.People[meansActor ? actor : other]} {ends[random.Next(ends.Count)]}";
    }
}
