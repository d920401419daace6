using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using LlamaNas.Training;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Training;

public sealed class BackpropagationTests
{
    private static readonly TrainingSequence[] Sequences = [new([1, 5, 9, 3, 3, 38, 7], FirstTarget: 1), new([4, 4, 20, 31], FirstTarget: 2)];
    private static readonly SubNetwork Narrow = new() { Layers = [0, 2], FeedForwardWidths = [8, 16] };

    [Theory]
    [InlineData(null)]
    [InlineData(ElementType.BFloat16)]
    public void Recomputed_activations_give_the_same_gradients(ElementType? compute)
    {
        using var network = Trainable(compute);
        foreach (var subNetwork in (SubNetwork[])[SubNetwork.Full(network.Config), Narrow])
        {
            var kept = Gradients(network, subNetwork, ActivationMemory.Keep);
            var recomputed = Gradients(network, subNetwork, ActivationMemory.Recompute);

            Assert.Equal(kept.Keys, recomputed.Keys);
            Assert.All(kept, entry => Assert.Equal(entry.Value, recomputed[entry.Key]));
        }
    }

    [Theory]
    [InlineData(0, null, ActivationMemory.Keep, 1e-5)]
    [InlineData(0.5, null, ActivationMemory.Recompute, 1e-5)]
    [InlineData(0.5, ElementType.BFloat16, ActivationMemory.Keep, 1e-2)]                  // the bits of BF16
    public void Losses_in_pieces_give_the_loss_and_the_gradients_of_the_whole(double distillation, ElementType? compute, ActivationMemory memory, double tolerance)
    {
        using var network = Trainable(compute);
        using var other = SuperNetwork.Random(network.Config, seed: 9, new NetworkOptions { Weights = ElementType.Float32 });
        TrainingSequence[] sequences = [.. Enumerable.Range(0, 60).Select(index => new TrainingSequence([.. Enumerable.Range(0, 13).Select(position => ((index * 7) + (position * 3)) % 40)], FirstTarget: 2))];
        var options = new FineTuningOptions { DistillationWeight = distillation, Activations = memory };
        using var scope = NewDisposeScope();
        using var batch = new LabelledBatch(sequences, CPU);
        var teacher = distillation > 0 ? TeacherStates.Of(other, SubNetwork.Full(other.Config), batch) : null;
        Assert.True(batch.Targets.shape[0] > 2 * BatchLoss.PieceTargets, "not more than two pieces");

        var taught = BatchGradients.Add(network, Narrow, batch, teacher, options, scale: 0.01);
        scope.Attach(taught.States);
        var pieces = Taken(network);
        var logits = BatchLoss.Logits(network, network.Forward(batch.Tokens, batch.Pattern, Narrow), batch);
        var loss = BatchLoss.CrossEntropy(logits, batch.Targets);
        var entropy = loss.item<float>();
        if (teacher is not null)
            loss = BatchLoss.Mixed(loss, logits, teacher.Logits(0, batch.Targets.shape[0]), options);
        loss.Times(0.01).backward();
        var whole = Taken(network);

        Assert.Equal(entropy, taught.CrossEntropy, tolerance * entropy);
        Assert.Equal(loss.item<float>(), taught.Loss, tolerance * taught.Loss);
        Assert.Equal(whole.Keys, pieces.Keys);
        Assert.All(whole, entry => Assert.All(entry.Value.Zip(pieces[entry.Key]), pair => Assert.Equal(pair.First, pair.Second, 10 * tolerance * entry.Value.Max(Math.Abs))));
    }

    [Fact]
    public void The_smallest_network_gives_no_gradient_to_absent_layers_and_channels()
    {
        using var network = Trainable(compute: null);
        var gradients = Gradients(network, Narrow, ActivationMemory.Recompute);

        Assert.DoesNotContain(TensorNames.Layer(1, TensorNames.Gate), gradients.Keys);
        Assert.All(gradients[TensorNames.Layer(0, TensorNames.Gate)].Skip(8 * 16), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Divergence_is_zero_for_the_teacher_itself_and_the_relative_entropy_else()
    {
        using var scope = NewDisposeScope();
        var teacher = tensor(new[,] { { 1f, 2f, 3f }, { 0f, 0f, 0f } });
        var student = tensor(new[,] { { 3f, 2f, 1f }, { 0f, 0f, 0f } });
        // softmax([1, 2, 3] / 2) = [0.1863, 0.3072, 0.5065]; relative entropy to its reverse 0.3202, times 2^2.
        Assert.Equal(0, BatchLoss.Divergence(teacher, teacher, temperature: 2).item<float>(), 6);
        Assert.Equal(4 * 0.3202, BatchLoss.Divergence(student, teacher, temperature: 2).item<float>(), 3);
    }

    [Fact]
    public void Without_labels_distillation_moves_a_sub_network_towards_the_full_one()
    {
        using var network = Trainable(compute: null);
        var options = new FineTuningOptions { DistillationWeight = 1 };
        var (full, gradients) = (SubNetwork.Full(network.Config), new StepGradients(network, SubNetwork.Full(network.Config), options));
        gradients.AddUp([Sequences], [Narrow]);
        using var slope = network.Parameters[TensorNames.Layer(0, TensorNames.Gate)].grad!.clone();

        using var none = no_grad();
        using var scope = NewDisposeScope();
        using var batch = new LabelledBatch(Sequences, CPU);
        var before = Distance();
        network.Parameters[TensorNames.Layer(0, TensorNames.Gate)].AddScaled(slope / slope.norm(), -1e-2);
        Assert.True(Distance() < before);

        double Distance() => BatchLoss.Divergence(Logits(Narrow), Logits(full), temperature: 1).item<float>();

        Tensor Logits(SubNetwork subNetwork) => BatchLoss.Logits(network, network.Forward(batch.Tokens, batch.Pattern, subNetwork), batch);
    }

    [Fact]
    public void A_frozen_teacher_teaches_the_full_network_too_and_a_network_like_itself_nothing()
    {
        using var network = Trainable(compute: null);
        using var same = TinyModels.Network();
        using var other = SuperNetwork.Random(network.Config, seed: 9, new NetworkOptions { Weights = ElementType.Float32 });
        var full = SubNetwork.Full(network.Config);
        var options = new FineTuningOptions { DistillationWeight = 1 };

        Assert.InRange(LargestGradient(same), 0, 1e-6);
        Assert.True(LargestGradient(other) > 1e-3);

        double LargestGradient(SuperNetwork teacher)
        {
            network.Parameters[TensorNames.Layer(0, TensorNames.Gate)].grad?.zero_();
            new StepGradients(network, full, options, teacher).AddUp([Sequences], [full]);
            return network.Parameters[TensorNames.Layer(0, TensorNames.Gate)].grad!.abs().max().item<float>();
        }
    }

    private static SuperNetwork Trainable(ElementType? compute)
    {
        var network = TinyModels.Network();
        foreach (var parameter in network.Parameters.Values)
            parameter.requires_grad = true;
        return compute is null ? network : new SuperNetwork(network.Weights, network.Options with { Compute = compute });
    }

    private static Dictionary<string, float[]> Gradients(SuperNetwork network, SubNetwork subNetwork, ActivationMemory memory)
    {
        using var batch = new LabelledBatch(Sequences, CPU);
        Backpropagation.Run(network, subNetwork, batch, memory, hidden => BatchLoss.CrossEntropy(BatchLoss.Logits(network, hidden, batch), batch.Targets));
        return Taken(network);
    }

    private static Dictionary<string, float[]> Taken(SuperNetwork network)
    {
        var gradients = new Dictionary<string, float[]>();
        foreach (var (name, parameter) in network.Parameters)
        {
            if (parameter.grad is null)
                continue;
            gradients[name] = parameter.grad.data<float>().ToArray();
            parameter.grad = null;
        }

        return gradients;
    }
}
