using LlamaNas.Search.Pareto;
using LlamaNas.Spaces;

namespace LlamaNas.Search;

/// <summary>Everything that a search has evaluated, in order; a network is in it once, whatever genes spelled it.</summary>
internal sealed class SearchArchive
{
    private readonly List<Evaluated> _members = [];
    private readonly HashSet<Genotype> _known = [];

    public int Count => _members.Count;

    /// <summary>In order of evaluation.</summary>
    public IReadOnlyList<Evaluated> Members => _members;

    public bool Contains(Genotype genotype) => _known.Contains(genotype);

    /// <summary>Adds an evaluated network.</summary>
    /// <exception cref="InvalidOperationException">It is known already: a search must not pay twice.</exception>
    public void Add(Evaluated member)
    {
        if (!_known.Add(member.Genotype))
            throw new InvalidOperationException($"{member.Candidate.SubNetwork} was evaluated twice.");
        _members.Add(member);
    }
}

/// <summary>An evaluated network.</summary>
/// <param name="Genotype">Canonical genotype.</param>
/// <param name="Candidate">The network and its values.</param>
/// <param name="Point">Its place in objective space, constraints included.</param>
internal sealed record Evaluated(Genotype Genotype, Candidate Candidate, Point Point);
