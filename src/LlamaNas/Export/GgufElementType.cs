namespace LlamaNas.Export;

/// <summary>How a GGUF file stores a tensor's numbers, with the format's numbers (ggml_type).</summary>
internal enum GgufElementType
{
    Float32 = 0,
    Float16 = 1,
    Q8 = 8,
    BFloat16 = 30,
}
