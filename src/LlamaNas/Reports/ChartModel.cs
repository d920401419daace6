namespace LlamaNas.Reports;

/// <summary>A point of a chart.</summary>
/// <param name="X">Horizontal value.</param>
/// <param name="Y">Vertical value.</param>
/// <param name="Lower">Lower end of its interval; null for none.</param>
/// <param name="Upper">Upper end of its interval; null for none.</param>
/// <param name="Text">Shown when pointed at.</param>
public sealed record ChartPoint(double X, double Y, double? Lower = null, double? Upper = null, string Text = "");

/// <summary>How a series is drawn.</summary>
public enum SeriesStyle
{
    /// <summary>Small, pale dots: everything that was evaluated.</summary>
    Cloud,

    /// <summary>Dots joined by steps: a front.</summary>
    Front,

    /// <summary>Dots with intervals: measured on the test split.</summary>
    Tested,

    /// <summary>Hollow squares: the same in INT8.</summary>
    Quantized,

    /// <summary>A diamond: the full network.</summary>
    Reference,

    /// <summary>A ring: the chosen network.</summary>
    Chosen,

    /// <summary>A line: a value over time.</summary>
    Line,

    /// <summary>A dashed line: a level to compare with.</summary>
    Level,

    /// <summary>Crosses: other methods.</summary>
    Baseline,
}

/// <summary>Points that belong together.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Style">How they are drawn.</param>
/// <param name="Points">The points; lines join them in this order.</param>
public sealed record ChartSeries(string Name, SeriesStyle Style, EquatableArray<ChartPoint> Points);

/// <summary>A chart, before it is drawn.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="XLabel">Horizontal axis, with its unit.</param>
/// <param name="YLabel">Vertical axis, with its unit.</param>
/// <param name="Series">Drawn in this order.</param>
public sealed record ChartModel(string Title, string XLabel, string YLabel, EquatableArray<ChartSeries> Series);
