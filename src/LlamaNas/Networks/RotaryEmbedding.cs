using LlamaNas.Checkpoints;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Networks;

/// <summary>Rotary position embedding (RoFormer, arXiv 2104.09864), in the half-split layout of Hugging Face LLaMA.</summary>
internal static class RotaryEmbedding
{
    /// <summary>Angular frequency of each channel pair, with LLaMA 3's scaling where the config asks for it; <c>headSize / 2</c> values.</summary>
    public static float[] Frequencies(LlamaConfig config)
    {
        var frequencies = new float[config.HeadSize / 2];
        for (var pair = 0; pair < frequencies.Length; pair++)
        {
            var frequency = 1 / Math.Pow(config.RopeTheta, 2.0 * pair / config.HeadSize);
            frequencies[pair] = (float)(config.RopeScaling?.Scale(frequency) ?? frequency);
        }

        return frequencies;
    }

    /// <summary>Cosines and sines of given positions.</summary>
    /// <param name="frequencies">FP32 <c>[headSize / 2]</c>.</param>
    /// <param name="positions">int64 <c>[tokens]</c>.</param>
    /// <param name="type">Element type of the result.</param>
    /// <returns>Both <c>[tokens, 1, headSize]</c>, owned by the caller's scope.</returns>
    public static (Tensor Cosines, Tensor Sines) Angles(Tensor frequencies, Tensor positions, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var half = positions.to(float32).unsqueeze(1) * frequencies.unsqueeze(0);   // [tokens, headSize / 2]
        var angles = cat([half, half], 1).unsqueeze(1);                             // [tokens, 1, headSize]
        return (angles.cos().to(type).MoveToOuterDisposeScope(), angles.sin().to(type).MoveToOuterDisposeScope());
    }

    /// <summary>The same for the fused form: each angle once, in FP32.</summary>
    /// <returns>Both FP32 <c>[tokens, headSize / 2]</c>, owned by the caller's scope.</returns>
    public static (Tensor Cosines, Tensor Sines) HalfAngles(Tensor frequencies, Tensor positions)
    {
        using var scope = NewDisposeScope();
        var angles = positions.to(float32).unsqueeze(1) * frequencies.unsqueeze(0);
        return (angles.cos().MoveToOuterDisposeScope(), angles.sin().MoveToOuterDisposeScope());
    }

    /// <summary>Rotates each head by its token's position; <c>[tokens, heads, headSize]</c> in and out.</summary>
    public static Tensor Rotate(Tensor heads, Tensor cosines, Tensor sines)
    {
        using var scope = NewDisposeScope();
        var half = heads.shape[2] / 2;
        var turned = cat([heads.narrow(2, half, half).neg(), heads.narrow(2, 0, half)], 2);
        return (heads * cosines).PlusProduct(turned, sines).MoveToOuterDisposeScope();
    }
}
