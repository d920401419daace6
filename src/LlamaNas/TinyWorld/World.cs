namespace LlamaNas.TinyWorld;

/// <summary>One thing that is true of one creature.</summary>
/// <param name="Creature">Index of the creature.</param>
/// <param name="Trait">Index of the trait.</param>
/// <param name="Value">What is true.</param>
/// <param name="Myth">What many wrongly believe.</param>
/// <param name="Others">Two more values that are false.</param>
/// <param name="Asked">True where training asks for it; else it is only stated there, and the tasks ask for it.</param>
internal sealed record Fact(int Creature, int Trait, string Value, string Myth, EquatableArray<string> Others, bool Asked);

/// <summary>
/// An invented world, a function of its seed: creatures, what is true of them, and people who do things to one another. Its texts train the tiny
/// model; its tasks ask for facts that training states but never asks for, so they need learning and cannot be known from elsewhere.
/// </summary>
internal sealed record World(EquatableArray<string> Creatures, EquatableArray<Fact> Facts)
{
    private const int CreatureCount = 96;
    private const double AskedShare = 0.6;

    private static readonly string[] Starts = ["b", "br", "d", "f", "fl", "g", "gr", "k", "l", "m", "n", "p", "pl", "r", "s", "st", "t", "tr", "v", "z"];
    private static readonly string[] Middles = ["a", "e", "i", "o", "u", "oo", "ee"];
    private static readonly string[] Ends = ["bbit", "ndle", "rk", "mmo", "lto", "ster", "x", "nk", "vin", "ddo", "lf", "sp"];

    /// <summary>People of the sentences about who is meant.</summary>
    public static EquatableArray<string> People { get; } =
        ["Anna", "Ben", "Clara", "David", "Emma", "Felix", "Grace", "Henry", "Ida", "Jack", "Kate", "Leo", "Mia", "Noah", "Olga", "Paul", "Rosa", "Sam", "Tina", "Victor"];

    /// <summary>The world of a seed.</summary>
    public static World Create(int seed = 42)
    {
        var random = new Random(seed);
        var names = Starts.SelectMany(start => Middles.SelectMany(middle => Ends.Select(end => start + middle + end))).ToArray();
        random.Shuffle(names);
        var facts = new List<Fact>();
        for (var creature = 0; creature < CreatureCount; creature++)
        {
            for (var trait = 0; trait < Trait.All.Count; trait++)
            {
                var values = Trait.All[trait].Values.ToArray();
                random.Shuffle(values);
                facts.Add(new Fact(creature, trait, values[0], values[1], [values[2], values[3]], random.NextDouble() < AskedShare));
            }
        }

        return new World([.. names.Take(CreatureCount)], [.. facts]);
    }

    /// <summary>A fact as one of its trait's sentences.</summary>
    public string State(Fact fact, string value, int form = 0) => Format(Trait.All[fact.Trait].Statements[form], Creatures[fact.Creature], value);

    /// <summary>A fact's question.</summary>
    public string Ask(Fact fact) => Format(Trait.All[fact.Trait].Question, Creatures[fact.Creature], "");

    private static string Format(string pattern, string creature, string value) =>
        pattern.Replace("{0}", creature, StringComparison.Ordinal).Replace("{1}", value, StringComparison.Ordinal);
}
