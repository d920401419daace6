using LlamaNas.Tokens;

namespace LlamaNas.Training;

/// <summary>Sequences to train on, and sequences held out to measure on.</summary>
/// <param name="Training">Trained on.</param>
/// <param name="HeldOut">Never trained on.</param>
/// <param name="Truncated">How many sequences were cut at the maximum length.</param>
public sealed record TrainingData(EquatableArray<TrainingSequence> Training, EquatableArray<TrainingSequence> HeldOut, int Truncated)
{
    /// <summary>Instruction examples: the loss counts the answer and the end-of-sequence token.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="options">Prompt, lengths, held-out share, seed.</param>
    public static TrainingData FromInstructions(IReadOnlyList<InstructionExample> examples, LlamaTokenizer tokenizer, FineTuningOptions options)
    {
        var sequences = examples.Select(example => Encode(example, tokenizer, options)).ToArray();
        return Split(sequences, options, truncated: sequences.Count(sequence => sequence.Cut));
    }

    /// <summary>Plain texts, each ended by the end-of-sequence token, cut into pieces: the loss counts every token.</summary>
    public static TrainingData FromTexts(IEnumerable<string> texts, LlamaTokenizer tokenizer, FineTuningOptions options)
    {
        var stream = new List<int>();
        foreach (var text in texts)
        {
            stream.AddRange(tokenizer.Encode(text));
            if (tokenizer.EndOfSequenceId is { } end)
                stream.Add(end);
        }

        var pieces = stream.Chunk(options.MaximumLength).Where(piece => piece.Length > 1).Select(piece => (new TrainingSequence(piece, FirstTarget: 1), false)).ToArray();
        return Split(pieces, options, truncated: 0);
    }

    private static (TrainingSequence Sequence, bool Cut) Encode(InstructionExample example, LlamaTokenizer tokenizer, FineTuningOptions options)
    {
        List<int> prompt = [.. tokenizer.Encode(InstructionPrompt.Write(example, options.Prompt, tokenizer))];
        if (tokenizer is { AddsBeginOfSequence: true, BeginOfSequenceId: { } begin } && prompt.FirstOrDefault(-1) != begin)
            prompt.Insert(0, begin);
        List<int> answer = [.. tokenizer.Encode(example.Output)];
        if (tokenizer.EndOfSequenceId is { } end)
            answer.Add(end);

        // A prompt that leaves no room keeps its end, which asks the question.
        var roomForPrompt = Math.Max(1, options.MaximumLength - answer.Count);
        if (prompt.Count > roomForPrompt)
            return (Limited([.. prompt[^Math.Max(1, Math.Min(prompt.Count, options.MaximumLength / 2))..], .. answer], Math.Max(1, Math.Min(prompt.Count, options.MaximumLength / 2)), options), true);
        return (Limited([.. prompt, .. answer], prompt.Count, options), false);
    }

    private static TrainingSequence Limited(int[] tokens, int firstTarget, FineTuningOptions options) =>
        new(tokens.Length > options.MaximumLength ? tokens[..options.MaximumLength] : tokens, firstTarget);

    private static TrainingData Split((TrainingSequence Sequence, bool Cut)[] sequences, FineTuningOptions options, int truncated)
    {
        var usable = sequences.Select(sequence => sequence.Sequence).Where(sequence => sequence.TargetCount > 0).ToArray();
        new Random(options.Seed).Shuffle(usable);
        var heldOut = (int)Math.Round(usable.Length * options.HeldOutShare);
        if (usable.Length - heldOut < 1)
            throw new LlamaNasException($"{usable.Length} examples leave none to train on. Give more examples.");
        return new TrainingData([.. usable[heldOut..]], [.. usable[..heldOut]], truncated);
    }
}
