using System.Globalization;

namespace ShapeGen.Generator.Common;

/// <summary>Constants as C# text, the same in every culture.</summary>
internal static class Literals
{
    /// <summary>The shortest text that reads back as <paramref name="value"/>.</summary>
    public static string Float(float value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);

        // .NET Framework's "R" is not always the shortest, nor always exact.
        return (float.Parse(text, CultureInfo.InvariantCulture) == value ? text : value.ToString("G9", CultureInfo.InvariantCulture)) + "f";
    }

    /// <summary>The same of a number of double precision.</summary>
    public static string Double(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return (double.Parse(text, CultureInfo.InvariantCulture) == value ? text : value.ToString("G17", CultureInfo.InvariantCulture)) + "d";
    }

    /// <summary>A number in digits; the minus sign is a culture's own otherwise.</summary>
    public static string Integer(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A string literal. What is not seen in it is escaped.</summary>
    public static string String(string value) => FileText.Literal(value);

    /// <summary>Text for a doc comment, on one line.</summary>
    public static string Xml(string value) => FileText.Visible(value).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
