namespace LlamaNas.Checkpoints;

/// <summary>How a tensor's numbers are stored in a safetensors file.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 single precision, 4 bytes ("F32").</summary>
    Float32,

    /// <summary>IEEE 754 half precision, 2 bytes ("F16").</summary>
    Float16,

    /// <summary>bfloat16, 2 bytes ("BF16").</summary>
    BFloat16,

    /// <summary>Whole numbers from -128 to 127, 1 byte ("I8"); levels of quantized weights.</summary>
    Int8,

    /// <summary>Bytes ("U8"); packed levels of quantized weights.</summary>
    UInt8,
}
