using LlamaNas.Checkpoints;
using TorchSharp;

namespace LlamaNas.Tensors;

/// <summary>Stored element types and Torch's names for them.</summary>
internal static class ElementTypes
{
    /// <summary>Torch's type for a stored element type.</summary>
    public static torch.ScalarType ToScalarType(this ElementType type) => type switch
    {
        ElementType.Float32 => torch.ScalarType.Float32,
        ElementType.Float16 => torch.ScalarType.Float16,
        ElementType.BFloat16 => torch.ScalarType.BFloat16,
        ElementType.Int8 => torch.ScalarType.Int8,
        ElementType.UInt8 => torch.ScalarType.Byte,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a stored element type"),
    };

    /// <summary>The stored element type of a Torch type.</summary>
    public static ElementType ToElementType(this torch.ScalarType type) => type switch
    {
        torch.ScalarType.Float32 => ElementType.Float32,
        torch.ScalarType.Float16 => ElementType.Float16,
        torch.ScalarType.BFloat16 => ElementType.BFloat16,
        torch.ScalarType.Int8 => ElementType.Int8,
        torch.ScalarType.Byte => ElementType.UInt8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "safetensors here hold F32, F16, BF16, I8 or U8"),
    };
}
