using System.Text;

namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>
/// Source with the expected diagnostics marked in it, as Roslyn's own tests write it: <c>{|SHG0001:Heads = 7|}</c>. So a test shows the very
/// text that the error stands on, and needs no columns.
/// </summary>
/// <param name="Source">The source without the marks.</param>
/// <param name="Marks">The marks in the order of their starts, the outer one first.</param>
internal sealed record Markup(string Source, IReadOnlyList<Mark> Marks)
{
    public static Markup Parse(string text)
    {
        StringBuilder source = new();
        List<Mark> marks = [];
        Stack<int> open = new();
        for (int i = 0; i < text.Length; i++)
        {
            if (text.AsSpan(i).StartsWith("{|SHG"))
            {
                int colon = text.IndexOf(':', i);
                open.Push(marks.Count);
                marks.Add(new(text[(i + 2)..colon], source.Length, 0));
                i = colon;
            }
            else if (open.Count > 0 && text.AsSpan(i).StartsWith("|}"))
            {
                int index = open.Pop();
                marks[index] = marks[index] with { Length = source.Length - marks[index].Start };
                i++;
            }
            else
            {
                source.Append(text[i]);
            }
        }

        Assert.Empty(open);
        return new(source.ToString(), marks);
    }
}

/// <summary>An expected diagnostic: its id and where it stands.</summary>
internal sealed record Mark(string Id, int Start, int Length);
