using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Training;

/// <summary>What a backward pass finds of the activations.</summary>
public enum ActivationMemory
{
    /// <summary>All of them: fastest, and memory grows with the layers.</summary>
    Keep,

    /// <summary>Only the residual stream before each layer; the rest is computed again, a layer at a time (arXiv 1604.06174). The gradients are the same.</summary>
    Recompute,
}

/// <summary>Adds the gradients of one network's loss over one batch to the parameters' gradients.</summary>
internal static class Backpropagation
{
    /// <summary>Forward and backward.</summary>
    /// <param name="network">The weights; those that require gradients get them.</param>
    /// <param name="subNetwork">What of them is used.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="memory">Whether activations are kept.</param>
    /// <param name="lossOf">The loss of the hidden states after the final norm, <c>[batch * sequence, hidden]</c>; a scalar whose gradient is the loss's.</param>
    public static void Run(SuperNetwork network, SubNetwork subNetwork, LabelledBatch batch, ActivationMemory memory, Func<Tensor, Tensor> lossOf)
    {
        using var scope = NewDisposeScope();
        if (memory == ActivationMemory.Keep)
            lossOf(network.Forward(batch.Tokens, batch.Pattern, subNetwork)).backward();
        else
            Recomputed(network, subNetwork, batch, lossOf);
    }

    // The context is made while gradients are on, so that the first pass is computed by the same operations as the second.
    private static void Recomputed(SuperNetwork network, SubNetwork subNetwork, LabelledBatch batch, Func<Tensor, Tensor> lossOf)
    {
        var context = network.Context(batch.Pattern);
        var inputs = Inputs(network, subNetwork, batch, context);                   // one [tokens, hidden] a layer, and one after the last
        var gradient = Through(inputs[^1], above: null, hidden => lossOf(network.FinalNorm(hidden, context)));
        for (var ordinal = subNetwork.Layers.Count - 1; ordinal >= 0; ordinal--)
        {
            using var above = gradient;
            gradient = Through(inputs[ordinal], above, hidden => network.Layer(ordinal, subNetwork.Shape(ordinal), hidden, context));
        }

        using var embedded = network.Embed(batch.Tokens);
        if (embedded.requires_grad)
            embedded.backward([gradient]);
    }

    private static Tensor[] Inputs(SuperNetwork network, SubNetwork subNetwork, LabelledBatch batch, LayerContext context)
    {
        using var gradients = no_grad();
        var inputs = new Tensor[subNetwork.Layers.Count + 1];
        inputs[0] = network.Embed(batch.Tokens);
        for (var ordinal = 0; ordinal < subNetwork.Layers.Count; ordinal++)
            inputs[ordinal + 1] = network.Layer(ordinal, subNetwork.Shape(ordinal), inputs[ordinal], context);
        return inputs;
    }

    /// <summary>Computes one part of the network again and goes back through it.</summary>
    /// <param name="input">What the part starts from.</param>
    /// <param name="above">Gradient of its result; null where the result is the loss.</param>
    /// <param name="part">The part.</param>
    /// <returns>Gradient of the input, owned by the caller's scope.</returns>
    private static Tensor Through(Tensor input, Tensor? above, Func<Tensor, Tensor> part)
    {
        using var scope = NewDisposeScope();
        using var leaf = input.detach().requires_grad_();
        var result = part(leaf);
        if (above is null)
            result.backward();
        else
            result.backward([above]);
        input.Dispose();
        return leaf.grad!.MoveToOuterDisposeScope();
    }
}
