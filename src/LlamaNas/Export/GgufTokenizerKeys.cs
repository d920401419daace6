using LlamaNas.Checkpoints;
using LlamaNas.Tokens;

namespace LlamaNas.Export;

/// <summary>What a GGUF file says of the tokenizer.</summary>
internal static class GgufTokenizerKeys
{
    private const string Prefix = "tokenizer.ggml.";

    /// <summary>Adds the pairs.</summary>
    /// <exception cref="LlamaNasException">The tokenizer has more ids than the network.</exception>
    public static void Add(GgufMetadata metadata, TokenVocabulary vocabulary, LlamaConfig config)
    {
        var tokens = Filled(vocabulary, config.VocabularySize);
        metadata.Add($"{Prefix}model", vocabulary.Kind == VocabularyKind.SentencePiece ? "llama" : "gpt2");
        metadata.Add($"{Prefix}pre", WordPattern(vocabulary.Kind));
        metadata.Add($"{Prefix}tokens", [.. tokens.Select(token => token.Text)]);
        if (vocabulary.Kind == VocabularyKind.SentencePiece)
            metadata.Add($"{Prefix}scores", [.. tokens.Select(token => token.Score)]);
        metadata.Add($"{Prefix}token_type", [.. tokens.Select(token => (int)token.Kind)]);
        if (vocabulary.Kind != VocabularyKind.SentencePiece)
            metadata.Add($"{Prefix}merges", vocabulary.Merges);
        AddId(metadata, "bos_token_id", vocabulary.BeginOfSequenceId ?? config.BeginOfSequenceId);
        AddId(metadata, "eos_token_id", vocabulary.EndOfSequenceId ?? (config.EndOfSequenceIds is [var end, ..] ? end : null));
        AddId(metadata, "unknown_token_id", vocabulary.UnknownId);
        metadata.Add($"{Prefix}add_bos_token", vocabulary.AddsBeginOfSequence);
        metadata.Add($"{Prefix}add_eos_token", false);
        metadata.Add($"{Prefix}add_space_prefix", vocabulary.AddsSpacePrefix);
        if (vocabulary.ChatTemplate is { } template)
            metadata.Add("tokenizer.chat_template", template);
    }

    // The names under which llama.cpp knows where words end.
    private static string WordPattern(VocabularyKind kind) => kind switch
    {
        VocabularyKind.SentencePiece => "default",
        VocabularyKind.SmolLm2 => "smollm",
        VocabularyKind.Llama3 => "llama-bpe",
        _ => "gpt-2",
    };

    // llama.cpp takes the number of tokens for the number of the embedding's rows.
    private static VocabularyToken[] Filled(TokenVocabulary vocabulary, int size)
    {
        if (vocabulary.Tokens.Count > size)
            throw new LlamaNasException($"the tokenizer has {vocabulary.Tokens.Count} ids, but the network (vocab_size) {size}. Use the tokenizer that came with the weights.");
        return [.. vocabulary.Tokens, .. Enumerable.Range(vocabulary.Tokens.Count, size - vocabulary.Tokens.Count).Select(VocabularyToken.Unused)];
    }

    private static void AddId(GgufMetadata metadata, string key, int? id)
    {
        if (id is { } value)
            metadata.Add(Prefix + key, value);
    }
}
