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
    private readonly IReadOnlyDictionary<string, Tensor> _parameters;
    private readonly double _weightDecay;
    private readonly double _secondDecay;

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

    /// <summary>Scales all gradients down where their global norm is above a limit.</summary>
    /// <returns>The norm before scaling.</returns>
    public double ClipGradients(double maximumNorm)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var norms = _parameters.Values.Where(parameter => parameter.grad is not null).Select(parameter => parameter.grad!.norm()).ToArray();
        var norm = stack(norms).norm().item<float>();
        if (norm > maximumNorm)
        {
            foreach (var parameter in _parameters.Values.Where(parameter => parameter.grad is not null))
                parameter.grad!.mul_(maximumNorm / (norm + 1e-6));
        }

        return norm;
    }

    /// <summary>Updates the parameters that have a gradient, and forgets the gradients.</summary>
    public void Step(double learningRate)
    {
        using var gradients = no_grad();
        foreach (var (name, parameter) in _parameters)
        {
            using var scope = NewDisposeScope();
            using var gradient = parameter.grad;
            if (gradient is null)
                continue;

            var updates = ++Updates[name];
            var (first, second) = (FirstMoments[name], SecondMoments[name]);
            first.mul_(FirstDecay).add_(gradient, alpha: 1 - FirstDecay);
            second.mul_(_secondDecay).addcmul_(gradient, gradient, 1 - _secondDecay);
            var deviation = second.sqrt().div_(Math.Sqrt(1 - Math.Pow(_secondDecay, updates))).add_(Epsilon);
            if (parameter.dim() > 1)
                parameter.mul_(1 - (learningRate * _weightDecay));
            parameter.addcdiv_(first, deviation, -learningRate / (1 - Math.Pow(FirstDecay, updates)));
            parameter.grad = null;
        }
    }

    /// <summary>Frees the state.</summary>
    public void Dispose()
    {
        foreach (var tensor in FirstMoments.Values.Concat(SecondMoments.Values))
            tensor.Dispose();
    }
}
