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
/// An invented world, a function of its seed: creatures, and what is true of them. Its texts train the tiny
/// model; its tasks ask for facts that training states but never asks for, so they need learning and cannot be known from elsewhere.
/// </summary>
internal sealed record World(EquatableArray<string> Creatures, EquatableArray<Fact> Facts)
{
    private const int CreatureCount = 96;
    private const double AskedShare = 0.6;

    private static readonly string[] Starts = ["b", "br", "d", "f", "fl", "g", "gr", "k", "l", "m", "n", "p", "pl", "r", "s", "st", "t", "tr", "v", "z"];
    private static readonly string[] Middles = ["a", "e", "i", "o", "u", "oo", "ee"];
    private static readonly string[] Ends = ["bbit", "ndle", "rk", "mmo", "lto", "ster", "x", "nk", "vin", "ddo", "lf", "sp"];

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

    /// <summary>Two creatures meet, in either order.</summary>
    public string Meet(int first, int second, bool firstComesFirst) =>
        $"The {Creatures[firstComesFirst ? first : second]} met the {Creatures[firstComesFirst ? second : first]}.";

    /// <summary>A fact's plain sentence with a blank for the creature.</summary>
    public static string StateWithBlank(Fact fact) => Format(Trait.All[fact.Trait].Statements[0], "_", fact.Value);

    private static string Format(string pattern, string creature, string value) =>
        pattern.Replace("{0}", creature, StringComparison.Ordinal).Replace("{1}", value, StringComparison.Ordinal);
}
