using System.Globalization;

namespace LlamaNas.Reports;

/// <summary>A colour in sRGB.</summary>
/// <param name="Red">0 to 255.</param>
/// <param name="Green">0 to 255.</param>
/// <param name="Blue">0 to 255.</param>
internal readonly record struct ThemeColour(byte Red, byte Green, byte Blue)
{
    /// <summary>Black.</summary>
    public static ThemeColour Black { get; } = new(0, 0, 0);

    /// <summary>White.</summary>
    public static ThemeColour White { get; } = new(255, 255, 255);

    /// <summary>Relative luminance, 0 to 1 (WCAG 2.2).</summary>
    public double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    /// <summary>Reads <c>#rrggbb</c>.</summary>
    public static ThemeColour Parse(string hex) => new(Channel(hex, 1), Channel(hex, 3), Channel(hex, 5));

    /// <summary>The colour between two, channel by channel, as CSS mixes them <c>in srgb</c>.</summary>
    /// <param name="from">The colour at share 0.</param>
    /// <param name="to">The colour at share 1.</param>
    /// <param name="share">0 to 1.</param>
    public static ThemeColour Mix(ThemeColour from, ThemeColour to, double share)
    {
        byte Between(byte first, byte second) => (byte)Math.Round(first + (share * (second - first)));
        return new ThemeColour(Between(from.Red, to.Red), Between(from.Green, to.Green), Between(from.Blue, to.Blue));
    }

    /// <summary>Contrast with another colour, 1 to 21 (WCAG 2.2); text needs 4.5.</summary>
    public double Contrast(ThemeColour other)
    {
        var (light, dark) = (Math.Max(Luminance, other.Luminance), Math.Min(Luminance, other.Luminance));
        return (light + 0.05) / (dark + 0.05);
    }

    /// <summary>Black or white: what is read the better on this colour. The contrast is never below 4.58, the square root of 21.</summary>
    public ThemeColour Text => Contrast(Black) > Contrast(White) ? Black : White;

    /// <summary>As <c>#rrggbb</c>.</summary>
    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";

    private static byte Channel(string hex, int start) => byte.Parse(hex.AsSpan(start, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static double Linear(byte channel) => channel / 255.0 is var value && value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
}
