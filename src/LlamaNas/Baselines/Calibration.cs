using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Networks;
using LlamaNas.Spaces;

namespace LlamaNas.Baselines;

/// <summary>The text that every method sees, in pieces of one length: for activations, gradients and perplexities alike.</summary>
internal sealed class Calibration
{
    private const int NetworksAtOnce = 16;
    private readonly EncodedDocument[] _documents;
    private readonly EncodedDocument[] _first;

    /// <summary>A calibration text.</summary>
    /// <param name="sequences">Token sequences of one length, at least two tokens each.</param>
    public Calibration(IReadOnlyList<int[]> sequences)
    {
        Sequences = sequences;
        _documents = [.. sequences.Select(tokens => new EncodedDocument("calibration", [new EncodedRequest(tokens[..1], tokens[1..])]))];
        _first = _documents[..Math.Max(1, _documents.Length / 4)];
    }

    /// <summary>The sequences.</summary>
    public IReadOnlyList<int[]> Sequences { get; }

    /// <summary>Pieces of texts at random places: one piece a text, until there are enough.</summary>
    /// <param name="texts">Texts as tokens; shorter ones are passed over.</param>
    /// <param name="count">Number of pieces.</param>
    /// <param name="length">Tokens of a piece.</param>
    /// <param name="seed">Seed of the choice.</param>
    /// <exception cref="LlamaNasException">No text is long enough.</exception>
    public static Calibration Draw(IEnumerable<int[]> texts, int count, int length, int seed)
    {
        var random = new Random(seed);
        int[][] usable = [.. texts.Where(tokens => tokens.Length >= length)];
        if (usable.Length == 0)
            throw new LlamaNasException($"calibration: no text has {length} tokens. Use longer texts or shorter sequences.");
        random.Shuffle(usable);
        return new Calibration([.. Enumerable.Range(0, count).Select(index =>
        {
            var text = usable[index % usable.Length];
            var start = random.Next(text.Length - length + 1);
            return text[start..(start + length)];
        })]);
    }

    /// <summary>Mean negative log-likelihood per token of each sub-network, in nats; perplexity is its exponential.</summary>
    public double[] Losses(SuperNetwork network, IReadOnlyList<SubNetwork> subNetworks, CancellationToken cancellationToken = default) =>
        Losses(network, subNetworks, _documents, cancellationToken);

    /// <summary>The same on the first quarter of the text: a cheap first look.</summary>
    public double[] QuickLosses(SuperNetwork network, IReadOnlyList<SubNetwork> subNetworks, CancellationToken cancellationToken = default) =>
        Losses(network, subNetworks, _first, cancellationToken);

    private static double[] Losses(SuperNetwork network, IReadOnlyList<SubNetwork> subNetworks, EncodedDocument[] documents, CancellationToken cancellationToken)
    {
        var losses = new double[subNetworks.Count];
        var tokens = documents.Sum(document => (double)document.Requests[0].Continuation.Length);
        var places = subNetworks.Index().GroupBy(pair => pair.Item).ToDictionary(group => group.Key, group => group.Select(pair => pair.Index).ToArray());
        foreach (var part in LayerTrie.Parts([.. places.Keys], NetworksAtOnce))
        {
            var sums = new double[part.Length];
            foreach (var (index, document) in new PopulationScorer(network, part).Score(documents, cancellationToken))
                sums[index] -= document.LogLikelihoods[0];
            foreach (var (index, sum) in sums.Index())
                foreach (var place in places[part[index]])
                    losses[place] = sum / tokens;
        }

        return losses;
    }
}
