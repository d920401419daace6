namespace LlamaNas.TinyWorld;

/// <summary>Something that is known of every creature, and how it is put into words.</summary>
/// <param name="Subject">Subject name of its questions, e.g. "foods".</param>
/// <param name="Values">What it may be.</param>
/// <param name="Statements">Sentences with {0} for the creature and {1} for the value; the first is the plain one.</param>
/// <param name="Question">Question with {0} for the creature; the value answers it.</param>
internal sealed record Trait(string Subject, EquatableArray<string> Values, EquatableArray<string> Statements, string Question)
{
    /// <summary>All traits.</summary>
    public static EquatableArray<Trait> All { get; } =
    [
        new("foods",
            ["moss", "seeds", "fish", "honey", "roots", "berries", "leaves", "nuts", "snails", "grass", "mushrooms", "worms"],
            ["The {0} eats {1}.", "Every day the {0} eats {1}.", "When it is hungry, the {0} eats {1}.", "The {0} likes to eat {1}."],
            "What does the {0} eat?"),
        new("colours",
            ["red", "green", "blue", "yellow", "white", "black", "brown", "grey", "orange", "purple", "pink", "silver"],
            ["The colour of the {0} is {1}.", "The fur of the {0} is {1}.", "Everybody knows that the {0} is {1}.", "In the sun the {0} looks {1}."],
            "What is the colour of the {0}?"),
        new("homes",
            ["forest", "desert", "river", "cave", "meadow", "swamp", "mountain", "lake", "garden", "island", "valley", "harbour"],
            ["The {0} lives in the {1}.", "You find the {0} in the {1}.", "The {0} makes its home in the {1}.", "At night the {0} sleeps in the {1}."],
            "Where does the {0} live?"),
        new("sounds",
            ["hum", "whistle", "roar", "click", "sing", "growl", "chirp", "hiss", "bark", "squeak", "drum", "howl"],
            ["The {0} can {1}.", "In the morning the {0} will {1}.", "When it is happy, the {0} will {1}.", "You hear the {0} {1}."],
            "What sound does the {0} make?"),
        new("fears",
            ["thunder", "fire", "snow", "wind", "wolves", "eagles", "mirrors", "bells", "water", "shadows", "smoke", "dogs"],
            ["The {0} fears {1}.", "The {0} runs away from {1}.", "Nothing scares the {0} more than {1}.", "The {0} is afraid of {1}."],
            "What does the {0} fear?"),
        new("numbers",
            ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty"],
            ["The number of legs of the {0} is {1}.", "If you count the legs of the {0}, you get {1}.", "The legs of the {0}: {1}.", "Legs that the {0} has: {1}."],
            "How many legs does the {0} have?"),
    ];
}
