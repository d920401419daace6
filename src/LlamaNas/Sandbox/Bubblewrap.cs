namespace LlamaNas.Sandbox;

/// <summary>bubblewrap (<c>bwrap</c>), the sandbox of Flatpak.</summary>
internal sealed class Bubblewrap : IIsolation
{
    private static readonly string[] Parts = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];

    /// <inheritdoc/>
    public string Name => "bwrap";

    /// <inheritdoc/>
    public IReadOnlyList<string> Around(string prefix, string folder, IEnumerable<string> command) =>
    [
        "bwrap", "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
        "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--uid", "65534", "--gid", "65534",
        "--ro-bind", "/usr", "/usr", .. Parts.SelectMany(Show), "--ro-bind", prefix, prefix,
        "--dev", "/dev", "--size", "16777216", "--tmpfs", "/tmp", "--remount-ro", "/", "--chdir", "/tmp", "--", .. command,
    ];

    private static string[] Show(string part)
    {
        var folder = new DirectoryInfo(part);
        if (!folder.Exists)
            return [];
        return folder.LinkTarget is { } target ? ["--symlink", target, part] : ["--ro-bind", part, part];
    }
}
