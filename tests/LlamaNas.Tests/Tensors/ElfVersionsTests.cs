using LlamaNas.Tensors;

namespace LlamaNas.Tests.Tensors;

public sealed class ElfVersionsTests
{
    [Fact]
    public void The_version_that_old_systems_lack_is_found_once_in_the_shipped_library()
    {
        var library = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        if (!File.Exists(library))
            Assert.Skip("built for another platform");
        var image = File.ReadAllBytes(library);
        var original = image.ToArray();

        Assert.Equal(1, ElfVersions.MakeWeak(image, "GLIBCXX_3.4.32"));
        Assert.Equal(1, image.Zip(original).Count(pair => pair.First != pair.Second));
    }

    [Fact]
    public void A_version_that_is_not_required_changes_nothing()
    {
        var library = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        if (!File.Exists(library))
            Assert.Skip("built for another platform");

        Assert.Equal(0, ElfVersions.MakeWeak(File.ReadAllBytes(library), "GLIBCXX_9.9.9"));
    }
}
