using LlamaNas.Tokens;

namespace LlamaNas.Tests.Export;

/// <summary>Vocabularies for tests that need some vocabulary.</summary>
internal static class TinyVocabulary
{
    /// <summary>Byte-level BPE of some ids: three special tokens, then letters.</summary>
    public static TokenVocabulary Of(int count) => new()
    {
        Kind = VocabularyKind.SmolLm2,
        Tokens = [.. Enumerable.Range(0, count).Select(id => id < 3 ? new VocabularyToken($"<|{id}|>", VocabularyTokenKind.Control) : new VocabularyToken($"t{id}", VocabularyTokenKind.Normal))],
        Merges = ["t 3", "t 4"],
        BeginOfSequenceId = 1,
        EndOfSequenceId = 2,
        AddsBeginOfSequence = false,
        AddsSpacePrefix = false,
        ChatTemplate = "{{ messages }}",
    };
}
