using CsCheck;
using LlamaNas.Evaluation;

namespace LlamaNas.Tests.Evaluation;

public sealed class MultipleChoiceScoringTests
{
    private static readonly DocumentRequests Document = new(new TaskDocument(0, default, ""), [], ["ab", "abcd", "ab"], 1, []);

    [Fact]
    public void The_probability_of_the_right_choice_is_its_share_of_all_choices() =>
        Assert.Equal(0.5, MultipleChoiceScoring.Score("probability", Document, [Math.Log(0.01), Math.Log(0.02), Math.Log(0.01)]), 1e-9);

    [Fact]
    public void Choices_of_one_likelihood_a_character_are_equally_probable_at_one_length() =>
        Assert.Equal(1 / 3.0, MultipleChoiceScoring.Score("probability_norm", Document, [-4, -8, -4]), 1e-9);

    [Fact]
    public void The_largest_probability_at_one_length_is_the_choice_of_acc_norm() => Gen.Double[-60, -0.1].Array[3].Sample(values =>
    {
        var right = Enumerable.Range(0, 3).MaxBy(choice => MultipleChoiceScoring.Score("probability_norm", Document with { Target = choice }, values));
        return MultipleChoiceScoring.Score("acc_norm", Document with { Target = right }, values) == 1;
    });

    [Fact]
    public void The_probability_of_a_texts_bytes_is_two_to_the_power_of_minus_its_bits_per_byte() =>
        Assert.Equal(0.5, MultipleChoiceScoring.Score("byte_probability", Document with { Choices = ["né"], Target = 0 }, [3 * Math.Log(0.5)]), 1e-9);

    [Fact]
    public void A_text_keeps_its_metric_beside_probabilities_of_choices() =>
        Assert.Equal(["byte_probability"], (TaskCatalog.Load("arc_easy") with { Metrics = ["byte_probability"] }).ByProbability().Metrics);

    [Fact]
    public void The_opening_of_a_text_is_its_first_sixty_words_as_they_stand()
    {
        var words = string.Join(" \n", Enumerable.Range(1, 60));
        Assert.Equal(words, TextFilters.Apply(words + " more", ["opening"]).TrimEnd());
        Assert.Equal("two words", TextFilters.Apply("two words", ["opening"]));
        Assert.Equal("", TextFilters.Apply("", ["opening"]));
    }

    [Fact]
    public void A_task_is_scored_by_the_probability_that_its_accuracy_asks_for()
    {
        Assert.Equal(["probability_norm"], TaskCatalog.Load("arc_easy").ByProbability().Metrics);
        Assert.Equal(["probability"], TaskCatalog.Load("winogrande").ByProbability().Metrics);
        Assert.Equal(["mc2"], TaskCatalog.Load("truthfulqa_mc2").ByProbability().Metrics);
    }
}
