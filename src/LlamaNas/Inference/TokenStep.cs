using System.Numerics.Tensors;
using LlamaNas.Checkpoints;
using LlamaNas.Tensors;
using LlamaNas.Tensors.Kernels;

namespace LlamaNas.Inference;

/// <summary>One core's share of a step of <see cref="TokenForward"/>.</summary>
internal sealed class TokenStep
{
    private const int Unit = 8;              // rows: two cores rarely write to one cache line
    private readonly CoreTeam _team;
    private readonly int _member;
    private readonly TokenScratch _scratch;
    private readonly TokenText[] _texts;
    private readonly LlamaConfig _config;
    private readonly float[][] _query, _key, _value, _mixed, _channels, _logits;

    public TokenStep(CoreTeam team, int member, TokenScratch scratch, TokenText[] texts, LlamaConfig config)
    {
        (_team, _member, _scratch, _texts, _config) = (team, member, scratch, texts, config);
        (_query, _key, _value) = (Of(text => text.Query), Of(text => text.Key), Of(text => text.Value));
        (_mixed, _channels, _logits) = (Of(text => text.Mixed), Of(text => text.Channels), Of(text => text.Logits));
    }

    /// <summary>A layer's attention, added to the residual streams.</summary>
    public void Attention(int layer, TokenAttention weights)
    {
        var headSize = _config.HeadSize;
        var (heads, keyValueChannels) = (weights.KeyValueHeads * _config.HeadsPerGroup, weights.KeyValueHeads * headSize);
        var inputs = Normalised(weights.Norm);
        Multiply(weights.Query, inputs, heads * headSize, _query);
        Multiply(weights.Key, inputs, keyValueChannels, _key);
        Multiply(weights.Value, inputs, keyValueChannels, _value);
        _team.Meet();

        var (first, count) = _team.Share(_member, _texts.Length * heads);
        for (var pair = first; pair < first + count; pair++)
            Head(layer, _texts[pair / heads], pair % heads, isFirst: pair == first || pair % heads == 0);
        _team.Meet();
        AddProduct(weights.Output, _mixed, heads * headSize);
        _team.Meet();
    }

    /// <summary>A layer's feed-forward block, added to the residual streams.</summary>
    public void FeedForward(TokenFeedForward weights)
    {
        var inputs = Normalised(weights.Norm);
        var (first, count) = _team.Share(_member, weights.Width, Unit);
        weights.Gate.Multiply(inputs, first, count, _channels, first);
        weights.Up.Multiply(inputs, first, count, _scratch.Rows, 0);
        for (var place = 0; place < _texts.Length; place++)
            GateKernel.Apply(_channels[place].AsSpan(first, count), _scratch.Rows[place].AsSpan(0, count));
        _team.Meet();
        AddProduct(weights.Down, _channels, weights.Width);
        _team.Meet();
    }

    /// <summary>The logits.</summary>
    public void Vocabulary(float[] norm, IWeightRows head) => Multiply(head, Normalised(norm), _config.VocabularySize, _logits);

    private void Head(int layer, TokenText text, int head, bool isFirst)
    {
        var headSize = _config.HeadSize;
        var shared = head / _config.HeadsPerGroup;
        var tokens = text.Cache.Length + 1;
        var keys = text.Cache.Keys(layer, shared, tokens);
        var values = text.Cache.Values(layer, shared, tokens);
        if (isFirst || head % _config.HeadsPerGroup == 0)
        {
            // Cores whose heads share a key turn and store it both, to the same bits: that is cheaper than another meeting.
            text.Key.AsSpan(shared * headSize, headSize).CopyTo(_scratch.Head);
            HeadKernel.Rotate(_scratch.Head, text.Cosines, text.Sines);
            BFloat16Vectors.Narrow(_scratch.Head, keys[^headSize..]);
            BFloat16Vectors.Narrow(text.Value.AsSpan(shared * headSize, headSize), values[^headSize..]);
        }

        var query = text.Query.AsSpan(head * headSize, headSize);
        HeadKernel.Rotate(query, text.Cosines, text.Sines);
        HeadKernel.Attend(query, keys, values, _scratch.Weights, text.Mixed.AsSpan(head * headSize, headSize));
    }

    // Every core normalises all residual streams for itself: that is cheaper than a meeting.
    private ReadOnlySpan<RowInput> Normalised(float[] norm)
    {
        for (var place = 0; place < _texts.Length; place++)
        {
            var hidden = _texts[place].Hidden;
            var values = _scratch.Inputs[place].Write(hidden.Length);
            var factor = (float)(1 / Math.Sqrt((TensorPrimitives.SumOfSquares<float>(hidden) / (double)hidden.Length) + _config.RmsNormEpsilon));
            TensorPrimitives.Multiply(hidden, factor, values);
            TensorPrimitives.Multiply(values, norm, values);
            _scratch.Inputs[place].Ready();
        }

        return _scratch.Inputs.AsSpan(0, _texts.Length);
    }

    private void Multiply(IWeightRows weights, ReadOnlySpan<RowInput> inputs, int rows, float[][] results)
    {
        var (first, count) = _team.Share(_member, rows, Unit);
        weights.Multiply(inputs, first, count, results, first);
    }

    private void AddProduct(IWeightRows weights, float[][] values, int length)
    {
        for (var place = 0; place < _texts.Length; place++)
        {
            values[place].AsSpan(0, length).CopyTo(_scratch.Inputs[place].Write(length));
            _scratch.Inputs[place].Ready();
        }

        var (first, count) = _team.Share(_member, _config.HiddenSize, Unit);
        weights.Multiply(_scratch.Inputs.AsSpan(0, _texts.Length), first, count, _scratch.Rows, 0);
        for (var place = 0; place < _texts.Length; place++)
        {
            var hidden = _texts[place].Hidden.AsSpan(first, count);
            TensorPrimitives.Add(hidden, _scratch.Rows[place].AsSpan(0, count), hidden);
        }
    }

    private float[][] Of(Func<TokenText, float[]> part) => [.. _texts.Select(part)];
}
