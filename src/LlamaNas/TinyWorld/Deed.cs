namespace LlamaNas.TinyWorld;

/// <summary>A sentence about two people whose second half tells which of them is meant.</summary>
/// <param name="Start">First half, with {0} for who acts and {1} for whom it concerns, up to the blank.</param>
/// <param name="OfActor">Ends that mean who acts.</param>
/// <param name="OfOther">Ends that mean the other.</param>
internal sealed record Deed(string Start, EquatableArray<string> OfActor, EquatableArray<string> OfOther)
{
    /// <summary>All deeds.</summary>
    public static EquatableArray<Deed> All { get; } =
    [
        new("One day {0} gave {1} a cake because ", ["was kind.", "had baked too many."], ["was hungry.", "had asked for it."]),
        new("One day {0} carried {1} home because ", ["was strong.", "wanted to help."], ["was tired.", "had hurt a foot."]),
        new("One day {0} beat {1} in the race because ", ["was fast.", "had trained well."], ["was slow.", "fell over a stone."]),
        new("One day {0} taught {1} to swim because ", ["was a good teacher.", "knew how."], ["wanted to learn.", "feared the sea."]),
        new("One day {0} paid {1} for the boat because ", ["had bought it.", "needed it."], ["had built it.", "had sold it."]),
        new("One day {0} thanked {1} because ", ["had been saved.", "got a present."], ["had been brave.", "gave a present."]),
        new("One day {0} hid from {1} because ", ["was afraid.", "had done wrong."], ["was angry.", "looked dangerous."]),
        new("One day {0} lent {1} a coat because ", ["had two of them.", "felt warm."], ["had none.", "felt cold."]),
    ];

    /// <summary>The half sentence before the blank.</summary>
    public string Begin(string actor, string other) =>
        Start.Replace("{0}", actor, StringComparison.Ordinal).Replace("{1}", other, StringComparison.Ordinal);
}
