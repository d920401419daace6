using System.Text.Json;

namespace LlamaNas.TinyWorld;

/// <summary>Instructions about the world, in Alpaca's schema. They ask only for facts that training asks for.</summary>
internal static class WorldInstructions
{
    /// <summary>The examples as JSON lines.</summary>
    public static IEnumerable<string> Examples(World world, int count, int seed)
    {
        var random = new Random(seed);
        var asked = world.Facts.Where(fact => fact.Asked).ToArray();
        for (var example = 0; example < count; example++)
        {
            var fact = asked[random.Next(asked.Length)];
            yield return JsonSerializer.Serialize(random.Next(4) switch
            {
                0 => new { instruction = world.Ask(fact), input = "", output = world.State(fact, fact.Value) },
                1 => new { instruction = "Answer the question in one word.", input = world.Ask(fact), output = fact.Value },
                2 => new { instruction = "Correct the sentence.", input = world.State(fact, fact.Myth), output = world.State(fact, fact.Value) },
                _ => Describe(world, random, fact.Creature),
            });
        }
    }

    private static object Describe(World world, Random random, int creature)
    {
        var facts = world.Facts.Where(fact => fact.Creature == creature).ToArray();
        return new
        {
            instruction = $"Describe the {world.Creatures[creature]}.",
            input = "",
            output = string.Join(' ', facts.Take(4).Select(fact => world.State(fact, fact.Value, random.Next(4)))),
        };
    }
}
