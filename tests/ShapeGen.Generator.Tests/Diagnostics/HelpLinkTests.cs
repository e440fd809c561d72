using System.Reflection;
using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Diagnostics;

namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>The help link of whatever the generator and the analyzers report opens from an editor: it is absolute, and its page is there.</summary>
public class HelpLinkTests
{
    private static readonly DiagnosticDescriptor[] Reported =
    [
        .. typeof(Descriptors).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(DiagnosticDescriptor))
            .Select(field => (DiagnosticDescriptor)field.GetValue(null)!),
    ];

    public static TheoryData<string> Ids => [.. Reported.Select(descriptor => descriptor.Id).Distinct().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Is_absolute_and_its_page_is_there(string id)
    {
        string page = $"docs/diagnostics/{id}.md";
        Assert.All(Reported.Where(descriptor => descriptor.Id == id), descriptor => Assert.Equal(Repository.Address(page), descriptor.HelpLinkUri));
        Assert.StartsWith("https://", Repository.Address(page), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Repository.Root, page)), $"{page} is missing.");
    }
}
