using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace LlamaNas.Tensors.Kernels;

/// <summary>A tensor's memory as a span, for kernels on the CPU. The tensor must outlive the span.</summary>
internal static class TensorSpans
{
    /// <summary>BF16 elements as raw bits, in row-major order.</summary>
    public static Span<ushort> BFloat16Span(this Tensor tensor) => Span<ushort>(tensor, ScalarType.BFloat16);

    /// <summary>FP32 elements in row-major order.</summary>
    public static Span<float> Float32Span(this Tensor tensor) => Span<float>(tensor, ScalarType.Float32);

    /// <summary>INT8 elements in row-major order.</summary>
    public static Span<sbyte> Int8Span(this Tensor tensor) => Span<sbyte>(tensor, ScalarType.Int8);

    /// <summary>INT32 elements in row-major order.</summary>
    public static Span<int> Int32Span(this Tensor tensor) => Span<int>(tensor, ScalarType.Int32);

    private static Span<T> Span<T>(Tensor tensor, ScalarType type)
        where T : unmanaged =>
        tensor.dtype == type && tensor.device_type == TorchSharp.DeviceType.CPU && tensor.is_contiguous()
            ? MemoryMarshal.Cast<byte, T>(tensor.bytes)
            : throw new ArgumentException($"a contiguous {type} tensor on the CPU is needed, not {tensor.dtype} on {tensor.device_type}", nameof(tensor));
}
