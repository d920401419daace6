using System.Globalization;

namespace LlamaNas.Search.Racing;

/// <summary>How a race goes.</summary>
public sealed record RacingOptions
{
    /// <summary>Share of the documents at each look, ascending, the last 1. Default 1/8, 1/4, 1/2, 1.</summary>
    public EquatableArray<double> Shares { get; init; } = [0.125, 0.25, 0.5, 1];

    /// <summary>
    /// A candidate stops where a finished network that is no larger is at least as good as the candidate would be this many standard errors above its
    /// estimate; at least 0. Default 1. For a candidate that belongs on the front, the chance to be stopped is at most about that of a normal value to lie so far
    /// off, times the looks before the last: 3 x 16 % at 1, 3 x 6.7 % at 1.5, 3 x 2.3 % at 2; it is largest where the candidate would add least.
    /// </summary>
    public double Deviations { get; init; } = 1;

    /// <summary>Fewest documents of all tasks together that a look decides on; looks at fewer are left out. Default 32.</summary>
    public int FewestDocuments { get; init; } = 32;

    /// <summary>All that decides how a race goes, in one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"deviations {Deviations}, shares {string.Join(' ', Shares.Select(share => share.ToString(CultureInfo.InvariantCulture)))}, at least {FewestDocuments} documents");

    /// <summary>Documents of each task at every look; the last look sees all.</summary>
    /// <param name="documents">All documents of each task.</param>
    internal EquatableArray<EquatableArray<int>> Looks(EquatableArray<int> documents)
    {
        const int fewestOfTask = 8;
        var looks = new List<EquatableArray<int>>();
        foreach (var share in Shares.Where(share => share < 1))
        {
            EquatableArray<int> look = [.. documents.Select(all => Math.Min(all, Math.Max(fewestOfTask, (int)Math.Ceiling(share * all))))];
            if (look.Sum() >= FewestDocuments && look != documents && (looks.Count == 0 || look != looks[^1]))
                looks.Add(look);
        }

        return [.. looks, documents];
    }
}
