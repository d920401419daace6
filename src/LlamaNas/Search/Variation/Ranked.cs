using LlamaNas.Search.Pareto;

namespace LlamaNas.Search.Variation;

/// <summary>A member of a population with its place in it.</summary>
/// <param name="Genome">The genome.</param>
/// <param name="Point">Its objectives.</param>
/// <param name="Rank">0 for the best front.</param>
/// <param name="Crowding">Room in its front; more is better.</param>
internal sealed record Ranked<TGenome>(TGenome Genome, Point Point, int Rank, double Crowding)
{
    /// <summary>Whether this one wins a tournament: better front, or more room in the same.</summary>
    public bool Beats(Ranked<TGenome> other) => Rank != other.Rank ? Rank < other.Rank : Crowding > other.Crowding;
}
