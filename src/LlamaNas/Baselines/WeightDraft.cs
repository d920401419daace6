using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Baselines;

/// <summary>A copy of a network's weights in FP32, to be edited and built into a network of its own.</summary>
internal sealed class WeightDraft : IDisposable
{
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>A copy of a network's weights.</summary>
    public WeightDraft(SuperNetwork network)
    {
        using var scope = NewDisposeScope();
        Config = network.Config;
        using var gradients = no_grad();
        foreach (var (name, weight) in network.Parameters)
            _tensors[name] = weight.detach().to(float32, copy: true).DetachFromDisposeScope();
    }

    /// <summary>Sizes of what is built.</summary>
    public LlamaConfig Config { get; set; }

    /// <summary>Numbers in all tensors.</summary>
    public long Parameters => _tensors.Values.Sum(tensor => tensor.numel());

    /// <summary>A tensor by its name; setting one takes it over and frees the old.</summary>
    public Tensor this[string name]
    {
        get => _tensors[name];
        set
        {
            var taken = value.DetachFromDisposeScope();
            if (_tensors.TryGetValue(name, out var old) && !ReferenceEquals(old, taken))
                old.Dispose();
            _tensors[name] = taken;
        }
    }

    /// <summary>Replaces a layer's tensor.</summary>
    /// <param name="layer">0-based layer.</param>
    /// <param name="part">One of <see cref="TensorNames"/>'s parts.</param>
    /// <param name="change">Gives the new tensor; intermediate ones are freed.</param>
    public void Edit(int layer, string part, Func<Tensor, Tensor> change)
    {
        using var scope = NewDisposeScope();
        this[TensorNames.Layer(layer, part)] = change(this[TensorNames.Layer(layer, part)]);
    }

    /// <summary>A network with copies of the weights.</summary>
    public SuperNetwork Build(NetworkOptions options)
    {
        using var gradients = no_grad();
        return EditedNetwork.Assemble(
            Config,
            _tensors.ToDictionary(pair => pair.Key, pair => pair.Value.to(options.Weights.ToScalarType(), options.Device, copy: true).DetachFromDisposeScope(), StringComparer.Ordinal),
            options);
    }

    /// <summary>Frees the copy.</summary>
    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
    }
}
