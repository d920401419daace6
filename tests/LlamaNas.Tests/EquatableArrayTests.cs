namespace LlamaNas.Tests;

public sealed class EquatableArrayTests
{
    [Fact]
    public void Arrays_with_equal_items_are_equal()
    {
        EquatableArray<int> left = [1, 2, 3];
        EquatableArray<int> right = [1, 2, 3];

        Assert.True(left == right);
        Assert.Equal(left.GetHashCode(), right.GetHashCode());
    }
}
