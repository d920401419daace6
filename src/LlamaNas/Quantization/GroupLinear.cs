using System.Runtime.InteropServices;
using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Tensors;
using LlamaNas.Tensors.Kernels;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace LlamaNas.Quantization;

/// <summary>
/// Weight-only INT8 or INT4: groups of inputs share an FP16 scale, activations stay as they are. One or a few tokens are multiplied as the weights are
/// unpacked, row by row; for more, the weights are unpacked to the activations' type first.
/// </summary>
/// <param name="weight">INT8 <c>[outputs, inputs]</c>, or packed INT4, UINT8 <c>[outputs, bytes]</c> (see <see cref="QuantizedLayout"/>).</param>
/// <param name="scales">FP16 <c>[outputs, groups]</c>.</param>
/// <param name="inputs">Inputs of the map.</param>
/// <param name="groupSize">Inputs a group.</param>
internal sealed class GroupLinear(Tensor weight, Tensor scales, int inputs, int groupSize) : ILinear
{
    private const int FewTokens = 4;
    private readonly int _stored = (int)weight.shape[1];
    private readonly int _outputs = (int)weight.shape[0];

    /// <summary>INT8 or packed INT4.</summary>
    public Tensor Weight => weight;

    /// <summary>FP16 <c>[outputs, groups]</c>.</summary>
    public Tensor Scales => scales;

    /// <summary>Inputs a group.</summary>
    public int GroupSize => groupSize;

    /// <summary>INT8 or INT4 groups.</summary>
    public LayerFormat Format => IsInt4 ? LayerFormat.Int4Groups : LayerFormat.Int8Groups;

    /// <inheritdoc/>
    public IWeightRows? Rows => GroupWeightRows.Serves(weight, scales) ? new GroupWeightRows(weight, scales, groupSize) : null;

    private bool IsInt4 => weight.dtype == ScalarType.Byte;

    /// <summary>Packs levels.</summary>
    /// <param name="levels">INT8 <c>[outputs, inputs]</c>.</param>
    /// <param name="scales">FP32 <c>[outputs, groups]</c> that FP16 holds exactly.</param>
    /// <param name="format">INT8 or INT4 groups.</param>
    /// <param name="groupSize">Inputs a group.</param>
    /// <returns>A map that owns its tensors.</returns>
    public static GroupLinear Pack(Tensor levels, Tensor scales, LayerFormat format, int groupSize)
    {
        using var scope = NewDisposeScope();
        var (outputs, inputs) = ((int)levels.shape[0], (int)levels.shape[1]);
        var half = scales.to(float16).DetachFromDisposeScope();
        if (format == LayerFormat.Int8Groups)
            return new GroupLinear(levels.contiguous().clone().DetachFromDisposeScope(), half, inputs, groupSize);

        var stored = QuantizedLayout.PackedBytes(inputs);
        var packed = empty([outputs, stored], uint8).DetachFromDisposeScope();
        var source = levels.cpu().contiguous();
        for (var row = 0; row < outputs; row++)
            GroupKernel.Pack(source.Int8Span().Slice(row * inputs, inputs), packed.bytes.Slice(row * stored, stored));
        return new GroupLinear(packed, half, inputs, groupSize);
    }

    /// <inheritdoc/>
    public Tensor Apply(Tensor input)
    {
        using var scope = NewDisposeScope();
        return (input.shape[0] > FewTokens || input.device_type != TorchSharp.DeviceType.CPU
            ? nn.functional.linear(input, Dense(input.dtype).to(input.device))
            : Few(input)).MoveToOuterDisposeScope();
    }

    /// <summary>The real weights, <c>[outputs, inputs]</c> on the CPU, owned by the caller's scope.</summary>
    public Tensor Dense(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var isBFloat16 = type == ScalarType.BFloat16;
        var dense = empty([_outputs, inputs], isBFloat16 ? bfloat16 : float32);
        RowSplit.Run(_outputs, (start, count) =>
        {
            var rows = new PackedRows(this);
            var row = new float[Padded(inputs)];
            var narrow = isBFloat16 ? dense.BFloat16Span() : [];
            var wide = isBFloat16 ? [] : dense.Float32Span();
            for (var output = start; output < start + count; output++)
            {
                rows.Widen(output, row);
                if (isBFloat16)
                    BFloat16Vectors.Narrow(row.AsSpan(0, inputs), narrow.Slice(output * inputs, inputs));
                else
                    row.AsSpan(0, inputs).CopyTo(wide.Slice(output * inputs, inputs));
            }
        });
        return dense.to(type).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public ILinear FirstOutputs(int count) => count == _outputs ? this : new GroupLinear(weight.narrow(0, 0, count), scales.narrow(0, 0, count), inputs, groupSize);

    /// <inheritdoc/>
    public ILinear FirstInputs(int count) => count == inputs ? this : new GroupLinear(
        weight.narrow(1, 0, IsInt4 ? QuantizedLayout.PackedBytes(count) : count).contiguous(),
        scales.narrow(1, 0, (count + groupSize - 1) / groupSize).contiguous(), count, groupSize);

    private Tensor Few(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (tokens, width) = ((int)input.shape[0], Padded(inputs));
        var real = nn.functional.pad(input.to(float32), [0, width - inputs]).contiguous();
        var result = empty([tokens, _outputs], float32);
        RowSplit.Run(_outputs, (start, count) =>
        {
            var rows = new PackedRows(this);
            var row = new float[width];
            ReadOnlySpan<float> activations = real.Float32Span();
            var sums = result.Float32Span();
            for (var output = start; output < start + count; output++)
            {
                rows.Widen(output, row);
                for (var token = 0; token < tokens; token++)
                    sums[(token * _outputs) + output] = TensorPrimitives.Dot(row, activations.Slice(token * width, width));
            }
        });
        return result.to(input.dtype).MoveToOuterDisposeScope();
    }

    // What a padded row holds beyond its inputs meets zeros only.
    private static int Padded(int count) => (count + QuantizedLayout.Block - 1) / QuantizedLayout.Block * QuantizedLayout.Block;

    /// <summary>The memory of the weights, asked for once a pass: each question to Torch costs as much as a row.</summary>
    private readonly ref struct PackedRows(GroupLinear map)
    {
        private readonly ReadOnlySpan<byte> _weight = map.Weight.bytes;
        private readonly ReadOnlySpan<Half> _scales = MemoryMarshal.Cast<byte, Half>(map.Scales.bytes);
        private readonly bool _isInt4 = map.IsInt4;
        private readonly int _stored = map._stored;
        private readonly int _groups = (int)map.Scales.shape[1];
        private readonly int _groupSize = map.GroupSize;

        public void Widen(int output, Span<float> row)
        {
            var weight = _weight.Slice(output * _stored, _stored);
            var scales = _scales.Slice(output * _groups, _groups);
            if (_isInt4)
                GroupKernel.WidenInt4(weight, scales, _groupSize, row);
            else
                GroupKernel.WidenInt8(MemoryMarshal.Cast<byte, sbyte>(weight), scales, _groupSize, row[.._stored]);
        }
    }
}
