using LlamaNas.Evaluation;

namespace LlamaNas.Tests.Evaluation;

/// <summary>Prompts and answers as lm-evaluation-harness 0.4.13 defines them (tasks/gsm8k/gsm8k.yaml, humaneval/humaneval.yaml, mbpp/mbpp.yaml).</summary>
public sealed class GenerationTaskTests
{
    private static readonly GenerationTask Gsm8k = (GenerationTask)TaskCatalog.Find("gsm8k");

    // Expected values: CPython's re.findall and re.sub with the task's patterns.
    [Theory]
    [InlineData(" 16 - 3 - 4 = 9 eggs.\n#### 18\n\n", "18", "18")]
    [InlineData("She makes $18 every day.", AnswerPattern.NotFound, "$18")]
    [InlineData("#### 1,234.50 and #### 7", "1,234.50", "7")]
    [InlineData("it is -5 degrees", AnswerPattern.NotFound, "-5")]
    [InlineData("The answer is 42.", AnswerPattern.NotFound, "42.")]
    [InlineData("no number", AnswerPattern.NotFound, AnswerPattern.NotFound)]
    [InlineData("#### -3", "-3", "-3")]
    public void The_answer_is_found_strictly_and_flexibly(string text, string strict, string flexible)
    {
        Assert.Equal(["exact_match_strict", "exact_match_flexible"], Gsm8k.Match!.Answers.Select(answer => answer.Name));
        Assert.Equal([strict, flexible], Gsm8k.Match.Answers.Select(answer => answer.Find(text)));
    }

    [Theory]
    [InlineData("#### 1,000", "500 + 500 = 1,000\n#### 1000", 1, 1)]
    [InlineData("That is $1000.", "#### 1,000", 0, 1)]
    [InlineData("#### 18", "#### 19", 0, 0)]
    [InlineData("[invalid]", "#### 19", 0, 0)]
    public void Commas_dollars_and_a_final_point_do_not_matter(string text, string target, int strict, int flexible) =>
        Assert.Equal([strict, flexible], Gsm8k.Match!.Answers.Select(answer => (int)Gsm8k.Match.Score(answer, text, target)));

    [Fact]
    public void GSM8K_has_five_solved_questions_before_each()
    {
        var prompts = PreparedGeneration.Prompts(Gsm8k, SharedFolder.Find("data"), new EvaluationOptions { Limit = 2 });

        var parts = prompts[0].Text.Split("\n\nQuestion: ");
        Assert.Equal(6, parts.Length);
        Assert.StartsWith("Question: ", parts[0], StringComparison.Ordinal);
        Assert.All(parts[..5], part => Assert.Matches("\nAnswer: (.|\n)*\n#### [0-9,]+$", part));
        Assert.EndsWith("every day at the farmers' market?\nAnswer:", parts[5], StringComparison.Ordinal);
        Assert.NotEqual(prompts[0].Text[..200], prompts[1].Text[..200]);
    }

    [Fact]
    public void MBPP_asks_for_its_test_split_after_the_harness_shots()
    {
        var task = (GenerationTask)TaskCatalog.Find("mbpp");

        var prompts = PreparedGeneration.Prompts(task, SharedFolder.Find("data"), new EvaluationOptions());

        Assert.Equal(500, prompts.Count);
        Assert.StartsWith(
            "You are an expert Python programmer, and here is your task: Write a function to find the similar elements from the given two tuple lists. "
            + "Your code should pass these tests:\n\nassert similar_elements((3, 4, 5, 6),(5, 7, 4, 10)) == (4, 5)\n"
            + "assert similar_elements((1, 2, 3, 4),(5, 4, 3, 7)) == (3, 4)\nassert similar_elements((11, 12, 14, 13),(17, 15, 14, 13)) == (13, 14)\n[BEGIN]\n"
            + "def similar_elements(test_tup1, test_tup2):\r\n  res = tuple(set(test_tup1) & set(test_tup2))\r\n  return (res) \n[DONE]\n\n"
            + "You are an expert Python programmer, and here is your task: Write a python function to identify non-prime numbers. Your code",
            prompts[0].Text, StringComparison.Ordinal);
        Assert.Equal(3 + 2, prompts[0].Text.Split("[BEGIN]\n").Length);
        Assert.EndsWith(
            "here is your task: Write a python function to remove first and last occurrence of a given character from the string. Your code should pass these tests:\n\n"
            + "assert remove_Occ(\"hello\",\"l\") == \"heo\"\nassert remove_Occ(\"abcda\",\"a\") == \"bcd\"\nassert remove_Occ(\"PHP\",\"P\") == \"H\"\n[BEGIN]\n",
            prompts[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void HumanEval_runs_prompt_completion_and_tests()
    {
        var task = (GenerationTask)TaskCatalog.Find("humaneval");
        var (document, prompt) = PreparedGeneration.Prompts(task, SharedFolder.Find("data"), new EvaluationOptions())[0];

        Assert.Equal(document.Text("prompt"), prompt);
        Assert.Equal($"{prompt}    pass\n{document.Text("test")}\ncheck(has_close_elements)", task.Program!.Around(document, "    pass"));
    }

    [Theory]
    [InlineData("generate: {until: [x]}", "line 3: a task that generates needs either 'exact_match' or 'program'")]
    [InlineData("generate: {until: [x], maximum_tokens: 0}\nprogram: {}", "line 3: 'maximum_tokens' must be at least 1")]
    [InlineData("generate: {}\nprogram: {}", "line 3: 'until' is missing or no list")]
    [InlineData("generate: {until: [x]}\nexact_match: {answers: {a: {pattern: '('}}}", "line 4: '(' is no regular expression")]
    [InlineData("generate: {until: [x]}\nexact_match: {answers: {a: {pattern: a, take: all}}}", "line 4: take is 'all'. Use first or last")]
    public void A_mistake_in_a_task_file_is_named_with_its_line(string text, string message)
    {
        var exception = Assert.Throws<TaskException>(() => TaskFile.Parse($"task: t\ncontext: '{{q}}'\n{text}", "t.yaml"));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_show_what_was_written()
    {
        var document = new DocumentResult(3, "", DocumentResult.NoTarget, [], [1, 0]) { Generated = " 18", Details = [new("answer", "18")] };
        var result = new TaskResult("gsm8k", [new("exact_match_strict", 1, 0), new("exact_match_flexible", 0, 0)], [], [document], 0, 0, 0);

        Assert.Equal(
            """{"task":"gsm8k","doc_id":3,"generated":" 18","answer":"18","exact_match_strict":1,"exact_match_flexible":0}""",
            EvaluationReport.SampleLines(result).Single());
    }
}
