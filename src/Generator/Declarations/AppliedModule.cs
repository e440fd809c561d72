using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator.Declarations;

/// <summary>A module attribute on a class.</summary>
internal sealed record AppliedModule(AttributeData Data, ModuleKind Kind);
