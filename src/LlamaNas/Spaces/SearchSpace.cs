using System.Numerics;
using LlamaNas.Checkpoints;

namespace LlamaNas.Spaces;

/// <summary>
/// The sub-networks that a search may choose from: which layers may go, and how wide each feed-forward block may be; where wanted also which layers may
/// lack one of their blocks, how many key/value heads they have, and in how many bits.
/// </summary>
public sealed record SearchSpace
{
    /// <summary>Which layers may go.</summary>
    public required LayerChoice Layers { get; init; }

    /// <summary>Allowed feed-forward widths in channels, one ascending list per layer of the super-network.</summary>
    public required EquatableArray<EquatableArray<int>> FeedForwardWidths { get; init; }

    /// <summary>Allowed numbers of key/value heads, one ascending list per layer of the super-network. Empty: all heads stay.</summary>
    public EquatableArray<EquatableArray<int>> KeyValueHeads { get; init; }

    /// <summary>Layers that may lack their attention, ascending. Default none.</summary>
    public EquatableArray<int> SkippableAttention { get; init; }

    /// <summary>Layers that may lack their feed-forward block, ascending; no layer lacks both. Default none.</summary>
    public EquatableArray<int> SkippableFeedForward { get; init; }

    /// <summary>Allowed bits of a layer's linear maps, ascending: of 4, 8 and 16. Empty: 16 everywhere.</summary>
    public EquatableArray<int> Bits { get; init; }

    /// <summary>Key/value heads that each layer of the super-network has, so that a network with all of them is the full one; empty where heads are not chosen.</summary>
    internal EquatableArray<int> FullKeyValueHeads { get; init; }

    /// <summary>Layers of the super-network.</summary>
    public int LayerCount => FeedForwardWidths.Count;

    /// <summary>Number of distinct networks; what belongs to absent layers and blocks does not count.</summary>
    public BigInteger Size => SpaceSize.Of(this);

    /// <summary>The member with the most layers, each as wide as allowed.</summary>
    public SubNetwork Largest => new GenotypeEncoding(this).Largest;

    /// <summary>A member with the fewest layers, each as narrow as allowed; of equals the one that keeps the first layers.</summary>
    public SubNetwork Smallest => new GenotypeEncoding(this).Smallest;

    /// <summary>The paper's space: 3/4, 7/8 or all of the layers (the first ones), each with half or all of its channels.</summary>
    public static SearchSpace Paper(LlamaConfig config) => SpaceFile.Preset("paper", config);

    /// <summary>
    /// A wider space: any two thirds or more of the layers, the first and the last always; 1/2, 3/4 or all channels and half or all of the key/value heads
    /// each; inner layers may lack one of their blocks.
    /// </summary>
    public static SearchSpace Free(LlamaConfig config) => SpaceFile.Preset("free", config);

    /// <summary>A preset ("paper", "free-layers", "free", "free-bits") or a YAML file, for a given model.</summary>
    /// <param name="presetOrFile">Name of a preset, or path of a file.</param>
    /// <param name="config">The super-network's sizes.</param>
    /// <exception cref="UsageException">No such preset or file, or it does not fit the model.</exception>
    public static SearchSpace Load(string presetOrFile, LlamaConfig config) => SpaceFile.Load(presetOrFile, config);

    /// <summary>Reads the YAML form, for a given model.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="config">The super-network's sizes.</param>
    /// <param name="source">Where the text came from (a file name), for the error message.</param>
    /// <exception cref="UsageException">The text is not a search space, or it does not fit the model.</exception>
    public static SearchSpace Parse(string yaml, LlamaConfig config, string source = "search space") => SpaceFile.Parse(yaml, config, source);

    /// <summary>
    /// A random member: layer choice, widths, heads and bits uniform over their options (not over the networks, of which nearly all are deep); up to a third
    /// of the layers that may lack a block lack one.
    /// </summary>
    public SubNetwork Sample(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var encoding = new GenotypeEncoding(this);
        return encoding.Decode(encoding.Sample(random));
    }

    /// <summary>Whether a sub-network is a member.</summary>
    public bool Contains(SubNetwork subNetwork)
    {
        ArgumentNullException.ThrowIfNull(subNetwork);
        return new GenotypeEncoding(this).TryEncode(subNetwork, out _);
    }

    /// <summary>Checks the combination of all properties, and that it fits a model.</summary>
    /// <exception cref="UsageException">The first thing that does not fit, with both numbers.</exception>
    public void Validate(LlamaConfig config) => SpaceValidation.Check(this, config);

    /// <summary>The YAML form with all numbers resolved; parsing it gives an equal space.</summary>
    public override string ToString() => SpaceFile.Print(this);
}
