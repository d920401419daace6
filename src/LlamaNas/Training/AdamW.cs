using LlamaNas.Tensors;
using LlamaNas.Tensors.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace LlamaNas.Training;

/// <summary>
/// AdamW (arXiv 1711.05101) whose state is named tensors, so that a checkpoint holds it exactly. A parameter without a gradient (a layer that
/// the sub-network leaves out) is not touched; each parameter counts its own steps.
/// </summary>
internal sealed class AdamW : IDisposable
{
    private const double FirstDecay = 0.9;
    private const double Epsilon = 1e-8;
    private const int Stretch = 1 << 18;
    private readonly IReadOnlyDictionary<string, Tensor> _parameters;
    private readonly double _weightDecay;
    private readonly double _secondDecay;
    private double _gradientScale = 1;

    /// <summary>An optimizer with a fresh state.</summary>
    public AdamW(IReadOnlyDictionary<string, Tensor> parameters, double weightDecay, double secondDecay)
    {
        (_parameters, _weightDecay, _secondDecay) = (parameters, weightDecay, secondDecay);
        foreach (var (name, parameter) in parameters)
        {
            FirstMoments[name] = zeros_like(parameter, requires_grad: false).DetachFromDisposeScope();
            SecondMoments[name] = zeros_like(parameter, requires_grad: false).DetachFromDisposeScope();
            Updates[name] = 0;
        }
    }

    /// <summary>Running means of the gradients.</summary>
    public Dictionary<string, Tensor> FirstMoments { get; } = new(StringComparer.Ordinal);

    /// <summary>Running means of the squared gradients.</summary>
    public Dictionary<string, Tensor> SecondMoments { get; } = new(StringComparer.Ordinal);

    /// <summary>How often each parameter was updated.</summary>
    public Dictionary<string, int> Updates { get; } = new(StringComparer.Ordinal);

    /// <summary>Makes the next step scale all gradients down, where their global norm is above a limit.</summary>
    /// <returns>The norm before scaling.</returns>
    public double ClipGradients(double maximumNorm)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var norms = _parameters.Values.Where(parameter => parameter.grad is not null).Select(parameter => parameter.grad!.norm()).ToArray();
        var norm = stack(norms).norm().item<float>();
        _gradientScale = norm > maximumNorm ? maximumNorm / (norm + 1e-6) : 1;
        return norm;
    }

    /// <summary>Updates the parameters that have a gradient, and forgets the gradients.</summary>
    public void Step(double learningRate)
    {
        using var gradients = no_grad();
        foreach (var (name, parameter) in _parameters)
        {
            using var gradient = parameter.grad;
            if (gradient is null)
                continue;

            var updates = ++Updates[name];
            var update = new AdamWUpdate(
                GradientScale: (float)_gradientScale,
                (float)FirstDecay,
                (float)_secondDecay,
                Rate: (float)(learningRate / (1 - Math.Pow(FirstDecay, updates))),
                DeviationScale: (float)(1 / Math.Sqrt(1 - Math.Pow(_secondDecay, updates))),
                (float)Epsilon,
                Shrink: parameter.dim() > 1 ? (float)(1 - (learningRate * _weightDecay)) : 1);
            if (parameter.device_type == DeviceType.CPU && gradient.is_contiguous() && parameter.is_contiguous())
                OnePass(parameter, gradient, FirstMoments[name], SecondMoments[name], update);
            else
                ByOperations(parameter, gradient, FirstMoments[name], SecondMoments[name], update);
            parameter.grad = null;
        }

        _gradientScale = 1;
    }

    // Elements do not depend on each other: the result is the same on any number of cores.
    private static void OnePass(Tensor parameter, Tensor gradient, Tensor first, Tensor second, AdamWUpdate update)
    {
        var count = (int)parameter.numel();
        Parallel.For(0, (count + Stretch - 1) / Stretch, stretch =>
        {
            var part = new Range(stretch * Stretch, Math.Min(count, (stretch + 1) * Stretch));
            AdamWKernel.Apply(parameter.Float32Span()[part], gradient.Float32Span()[part], first.Float32Span()[part], second.Float32Span()[part], update);
        });
    }

    /// <summary>The same by Torch's operations: for other devices, and the kernel's test.</summary>
    internal static void ByOperations(Tensor parameter, Tensor gradient, Tensor first, Tensor second, AdamWUpdate update)
    {
        using var scope = NewDisposeScope();
        var slope = gradient.Times(update.GradientScale);
        first.Scale(update.FirstDecay).AddScaled(slope, 1 - update.FirstDecay);
        second.Scale(update.SecondDecay).AddProduct(slope, slope, 1 - update.SecondDecay);
        var deviation = second.sqrt().Scale(update.DeviationScale).Add(update.Epsilon);
        parameter.Scale(update.Shrink).AddQuotient(first, deviation, -update.Rate);
    }

    /// <summary>Frees the state.</summary>
    public void Dispose()
    {
        foreach (var tensor in FirstMoments.Values.Concat(SecondMoments.Values))
            tensor.Dispose();
    }
}
