using Google.Protobuf;

namespace LlamaNas.Tokens;

/// <summary>What a SentencePiece .model file holds (sentencepiece_model.proto): pieces with scores and types, and the normaliser's flags.</summary>
internal sealed record SentencePieceModel(EquatableArray<SentencePiece> Pieces, bool AddsDummyPrefix)
{
    private const int BytePairTrainer = 2;

    /// <summary>Reads a model file.</summary>
    /// <exception cref="TokenizerException">The file is damaged, or not a BPE model.</exception>
    public static SentencePieceModel Read(byte[] bytes, string path)
    {
        try
        {
            return Parse(bytes, path);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new TokenizerException($"{path}: not a SentencePiece model ({exception.Message}). Copy the file of the model again.", exception);
        }
    }

    private static SentencePieceModel Parse(byte[] bytes, string path)
    {
        var pieces = new List<SentencePiece>();
        var (trainer, dummyPrefix) = (1, true);
        using var input = new CodedInputStream(bytes);
        while (input.ReadTag() is var tag && tag != 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag))
            {
                case (1, WireFormat.WireType.LengthDelimited): pieces.Add(Piece(input.ReadBytes().ToByteArray())); break;
                case (2, WireFormat.WireType.LengthDelimited): trainer = Number(input.ReadBytes().ToByteArray(), field: 3) ?? trainer; break;
                case (3, WireFormat.WireType.LengthDelimited): dummyPrefix = (Number(input.ReadBytes().ToByteArray(), field: 3) ?? 1) != 0; break;
                default: input.SkipLastField(); break;
            }
        }

        if (pieces.Count == 0)
            throw new TokenizerException($"{path}: no pieces, so this is not a SentencePiece model. Copy the file of the model again.");
        if (trainer != BytePairTrainer)
            throw new TokenizerException($"{path}: a SentencePiece model of kind {trainer}, but only BPE (kind 2) is supported. Use a LLaMA-family tokenizer.");
        return new SentencePieceModel([.. pieces], dummyPrefix);
    }

    private static SentencePiece Piece(byte[] bytes)
    {
        var (text, score, type) = ("", 0f, SentencePieceType.Normal);
        using var input = new CodedInputStream(bytes);
        while (input.ReadTag() is var tag && tag != 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag))
            {
                case (1, WireFormat.WireType.LengthDelimited): text = input.ReadString(); break;
                case (2, WireFormat.WireType.Fixed32): score = input.ReadFloat(); break;
                case (3, WireFormat.WireType.Varint): type = (SentencePieceType)input.ReadEnum(); break;
                default: input.SkipLastField(); break;
            }
        }

        return new SentencePiece(text, score, type);
    }

    private static int? Number(byte[] bytes, int field)
    {
        int? number = null;
        using var input = new CodedInputStream(bytes);
        while (input.ReadTag() is var tag && tag != 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == field && WireFormat.GetTagWireType(tag) == WireFormat.WireType.Varint)
                number = (int)input.ReadInt64();
            else
                input.SkipLastField();
        }

        return number;
    }
}

/// <summary>One entry of the vocabulary; its id is its place.</summary>
internal readonly record struct SentencePiece(string Text, float Score, SentencePieceType Type);

/// <summary>Kinds of pieces, with SentencePiece's numbers.</summary>
internal enum SentencePieceType
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}
