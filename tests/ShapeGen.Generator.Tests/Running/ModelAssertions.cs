using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace ShapeGen.Generator.Tests.Running;

/// <summary>
/// Asserts that the pipeline's models hold nothing of the compiler's: one symbol or node keeps a whole compilation alive in the editor, and
/// never equals that of the next keystroke.
/// </summary>
internal static class ModelAssertions
{
    public static void NoCompilerObjects(GeneratorRunResult result)
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        foreach (string name in StepNames.All)
        {
            foreach ((object? value, _) in CachingAssertions.Outputs(result, name))
            {
                Walk(value, name, seen);
            }
        }
    }

    /// <summary>Asserts about <paramref name="node"/> and everything that can be reached from it.</summary>
    public static void Walk(object? node, string path, HashSet<object> seen)
    {
        if (node is null || node is string or Type || node.GetType().IsPrimitive || node.GetType().IsEnum || !seen.Add(node))
        {
            return;
        }

        Assert.True(
            node is not (Compilation or ISymbol or SyntaxNode or SyntaxTree or Location or SemanticModel),
            $"{path} is a {node.GetType()}");

        if (node is IEnumerable items)
        {
            int index = 0;
            foreach (object? item in items)
            {
                Walk(item, $"{path}[{index++}]", seen);
            }
        }

        for (Type? type = node.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
            foreach (FieldInfo field in type.GetFields(Own).Where(field => !field.FieldType.IsPointer))
            {
                Walk(field.GetValue(node), $"{path}.{field.Name}", seen);
            }

            // What a property computes may hold a compiler's object too. Those of the framework's collections say nothing new.
            foreach (PropertyInfo property in type.GetProperties(Own).Where(property => property.GetIndexParameters().Length == 0 && IsOurs(type)))
            {
                Walk(property.GetValue(node), $"{path}.{property.Name}", seen);
            }
        }
    }

    private static bool IsOurs(Type type) => type.Assembly == typeof(ModuleGenerator).Assembly;
}
